#!/bin/sh
# build.sh OUT: lays out an OpenSearch home in OUT/home and the class that starts a node in OUT/classes. Called by start.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd) out=$1
. "$here/../lib.sh"
version=$(sed -n 's:.*<v>\(.*\)</v>.*:\1:p' "$here/pom.xml")
jars "$here/pom.xml" "$out/jars"
mkdir -p "$out/home/lib" "$out/home/modules" "$out/home/config" "$out/home/plugins" "$out/classes"

# module NAME CLASS EXTENDED JAR...: a module is a folder of its own with its jars and a descriptor.
module() {
  name=$1 class=$2 extended=$3 dir=$out/home/modules/$1
  shift 3
  mkdir -p "$dir"
  for jar in "$@"; do mv "$out"/jars/$jar "$dir/"; done
  cat >"$dir/plugin-descriptor.properties" <<END
description=$name
version=$version
name=$name
classname=$class
java.version=11
opensearch.version=$version
extended.plugins=$extended
has.native.controller=false
END
}
module transport-netty4 org.opensearch.transport.Netty4Plugin "" "transport-netty4-client-*.jar" "netty-*.jar"
module lang-painless org.opensearch.painless.PainlessPlugin "" "lang-painless-*.jar" "opensearch-scripting-painless-spi-*.jar" \
  "antlr4-runtime-*.jar" "asm-*.jar"
module ingest-common org.opensearch.ingest.common.IngestCommonPlugin lang-painless "ingest-common-*.jar"
module ingest-geoip org.opensearch.ingest.geoip.IngestGeoIpPlugin "" "ingest-geoip-*.jar" "geoip2-*.jar" "maxmind-db-*.jar" \
  "jackson-annotations-*.jar" "jackson-databind-*.jar"
module ingest-user-agent org.opensearch.ingest.useragent.IngestUserAgentPlugin "" "ingest-user-agent-*.jar"
module lang-mustache org.opensearch.script.mustache.MustachePlugin "" "lang-mustache-client-*.jar" "compiler-*.jar"
module analysis-common org.opensearch.analysis.common.CommonAnalysisPlugin lang-painless "analysis-common-*.jar"
module mapper-extras org.opensearch.index.mapper.MapperExtrasPlugin "" "mapper-extras-client-*.jar"
module reindex org.opensearch.index.reindex.ReindexPlugin "" "reindex-client-*.jar"
mv "$out"/jars/*.jar "$out/home/lib/"
rmdir "$out/jars"

# The node reads the same GeoIP databases as flowship's own tests, so their answers can be compared.
cp "$here"/../../../testdata/geoip/*.mmdb "$out/home/modules/ingest-geoip/"
javac -nowarn -proc:none -cp "$out/home/lib/*" -d "$out/classes" "$here/Main.java"
