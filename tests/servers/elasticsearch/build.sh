#!/bin/sh
# build.sh OUT: lays out an Elasticsearch home in OUT/home and the class that starts a node in OUT/classes. Called by start.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd) out=$1
. "$here/../lib.sh"
version=$(sed -n 's:.*<v>\(.*\)</v>.*:\1:p' "$here/pom.xml")
jars "$here/pom.xml" "$out/jars"
mkdir -p "$out/home/lib" "$out/home/modules" "$out/home/config" "$out/home/plugins" "$out/classes"

# module NAME CLASS MODULENAME JAR...: a module is a folder of its own with its jars and a descriptor; MODULENAME is empty
# for one that is no named Java module.
module() {
  name=$1 class=$2 modulename=$3 dir=$out/home/modules/$1
  shift 3
  mkdir -p "$dir"
  for jar in "$@"; do mv "$out"/jars/$jar "$dir/"; done
  cat >"$dir/plugin-descriptor.properties" <<END
description=$name
version=$version
name=$name
classname=$class
java.version=17
elasticsearch.version=$version
extended.plugins=
has.native.controller=false
${modulename:+modulename=$modulename}
END
}
module transport-netty4 org.elasticsearch.transport.netty4.Netty4Plugin org.elasticsearch.transport.netty4 "transport-netty4-*.jar" "netty-*.jar"
mv "$out"/jars/*.jar "$out/home/lib/"
javac -nowarn -proc:none -cp "$out/home/lib/*" -d "$out/classes" "$here/Main.java"
javac -nowarn -proc:none -cp "$out/home/lib/*" -d "$out/restroot" "$here/restroot/local/RootPlugin.java"
jar cf "$out/jars/rest-root-local.jar" -C "$out/restroot" .
module rest-root-local local.RootPlugin "" rest-root-local.jar
rm -r "$out/restroot" "$out/jars"
