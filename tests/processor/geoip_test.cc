// A database that is replaced, removed and brought back on the disk while the pipeline runs.

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "../pipeline_table.h"
#include "base/limits.h"
#include "processor/processor_types.h"

namespace flowship {
namespace {

namespace fs = std::filesystem;

// A folder of databases, one pipeline over it, and a clock.
struct Fixture {
  const fs::path folder = fs::temp_directory_path() / ("flowship-geoip-" + std::to_string(getpid()));
  const fs::path file = folder / "places.mmdb";
  KeySet set_keys;
  config::Diagnostics diagnostics;
  PipelineSet set{set_keys};
  RunContext context;

  Fixture() {
    fs::remove_all(folder);
    fs::create_directories(folder);
    context.now_nanos = table::kNowNanos;
  }
  ~Fixture() { fs::remove_all(folder); }

  void Compile(const std::string& options) {
    const auto node = config::Parse("p.yml", "processors: [{geoip: {field: ip, database_file: places.mmdb" + options + "}}]", diagnostics);
    set.Add("main", *node, ProcessorTypes(), ProcessorFiles{folder.string()}, diagnostics);
    REQUIRE(diagnostics.ok());
  }
  // As an updater does it: written beside, renamed into place.
  void Replace(const std::string& with) const {
    fs::copy_file(FLOWSHIP_SOURCE_DIR "/testdata/geoip/" + with, folder / "new", fs::copy_options::overwrite_existing);
    fs::rename(folder / "new", file);
  }
  // Begins a batch when that much later.
  void Later(int64_t millis) {
    context.now_nanos += millis * 1'000'000;
    context.held.clear();
  }
  std::string Run(const std::string& doc = R"({"ip":"192.0.2.33"})") {
    Arena arena;
    KeyTable keys(set_keys, arena);
    JsonReader reader;
    JsonProblem problem;
    Value root;
    REQUIRE(reader.Read(doc, arena, keys, &root, &problem));
    Event event;
    event.root = root.as_object();
    Document document(event, arena, keys, context);
    if (set.Find("main")->Run(document) == RunResult::kFailed) return std::string(document.failure().reason);
    return ToJson(root);
  }
};

constexpr char kCountry[] = R"({"ip":"192.0.2.33","geoip":{"continent_name":"Europe","country_name":"Germany","country_iso_code":"DE"}})";
constexpr char kAsn[] = R"({"ip":"192.0.2.33","geoip":{"ip":"192.0.2.33","asn":64500,"organization_name":"Example One","network":"192.0.2.0/24"}})";
constexpr char kTagged[] = R"({"ip":"192.0.2.33","tags":["_geoip_database_unavailable_places.mmdb"]})";

TEST_CASE("a database that is replaced is read again, between batches") {
  Fixture f;
  f.Replace("GeoLite2-Country.mmdb");
  f.Compile("");
  CHECK(f.Run() == kCountry);
  f.Replace("GeoLite2-ASN.mmdb");
  CHECK(f.Run() == kCountry);
  f.Later(limits::kGeoipCheckMillis - 1);
  CHECK(f.Run() == kCountry);
  f.Later(1);
  CHECK(f.Run() == kAsn);
}

TEST_CASE("a database that goes, comes, and is broken") {
  Fixture f;
  f.Replace("GeoLite2-Country.mmdb");
  f.Compile("");
  CHECK(f.Run() == kCountry);
  fs::remove(f.file);
  f.Later(limits::kGeoipCheckMillis);
  CHECK(f.Run() == kTagged);
  CHECK(f.Run("{}") == "field [ip] not present as part of path [ip]");
  f.Replace("GeoLite2-ASN.mmdb");
  f.Later(limits::kGeoipCheckMillis);
  CHECK(f.Run() == kAsn);
  f.Replace("README.md");
  f.Later(limits::kGeoipCheckMillis);
  CHECK(f.Run() == kAsn);
  f.Replace("GeoLite2-Country.mmdb");
  f.Later(limits::kGeoipCheckMillis);
  CHECK(f.Run() == kCountry);
}

TEST_CASE("a database that was not there at first tags every document until it comes") {
  Fixture f;
  f.Compile(", ignore_missing: true, properties: [asn]");
  CHECK(f.Run() == kTagged);
  CHECK(f.Run("{}") == R"({"tags":["_geoip_database_unavailable_places.mmdb"]})");
  f.Replace("GeoLite2-ASN.mmdb");
  f.Later(limits::kGeoipCheckMillis);
  CHECK(f.Run() == R"({"ip":"192.0.2.33","geoip":{"asn":64500}})");
  CHECK(f.Run("{}") == "{}");
  f.Replace("GeoLite2-Country.mmdb");
  f.Later(limits::kGeoipCheckMillis);
  CHECK(f.Run().starts_with("[properties] illegal property value [asn]. valid values are [IP, COUNTRY_IN_EUROPEAN_UNION,"));
}

TEST_CASE("without a folder of databases geoip says nothing") {
  Fixture f;
  const auto node = config::Parse("p.yml", "processors: [{geoip: {field: ip}}, {ip_location: {field: ip, properties: [no_matter]}}]", f.diagnostics);
  f.set.Add("main", *node, ProcessorTypes(), ProcessorFiles{}, f.diagnostics);
  REQUIRE(f.diagnostics.ok());
  CHECK(f.Run() == R"({"ip":"192.0.2.33"})");
}

}  // namespace
}  // namespace flowship
