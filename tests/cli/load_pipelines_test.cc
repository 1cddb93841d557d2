// How a data stream's pipelines are read: tags in the text, links, routing rules, numbers as JSON has them; and the databases that the program carries inside.

#include <catch2/catch.hpp>

#include "cli/pipeline_test/load_pipelines.h"
#include "cli/pipeline_test/places.h"
#include "processor/geoip_database.h"

namespace flowship::cli {
namespace {

TEST_CASE("a pipeline's tag is replaced in the text, in whatever quotes it stands", "[pipeline_test]") {
  CHECK(ReplacePipelineTags("name: '{{ IngestPipeline \"dns\" }}'\n") == "name: 'dns'\n");
  CHECK(ReplacePipelineTags("name: \"{{ IngestPipeline \"dns\" }}\"\n") == "name: \"dns\"\n");
  CHECK(ReplacePipelineTags("a: {{IngestPipeline \"x\"}}\nb: '{{ IngestPipeline \"y-z\" }}'") == "a: x\nb: 'y-z'");
  // Templates of mustache, and what is no tag as elastic-package has it, stay.
  for (const char* const text : {"value: '{{{ _ingest.timestamp }}}'", "name: '{{ IngestPipeline }}'", "name: \"{{ IngestPipeline \\\"x\\\" }}\"", "{{ IngestPipeline \"open\"\n}}"}) {
    CHECK(ReplacePipelineTags(text) == text);
  }
}

TEST_CASE("the databases that tests of packages are run with know elastic-package's addresses", "[pipeline_test]") {
  std::string path;
  {
    const auto places = PlacesFolder::Make();
    REQUIRE(places.ok());
    path = places->path();
    const auto cities = GeoipDatabase::Open(path + "/GeoLite2-City.mmdb");
    const auto systems = GeoipDatabase::Open(path + "/GeoLite2-ASN.mmdb");
    REQUIRE(cities.ok());
    REQUIRE(systems.ok());
    const GeoipRecord place = (*cities)->Find(*ParseIp("89.160.20.156"));
    CHECK(place.Text({"city", "names", "en"}) == "Linköping");
    CHECK(place.Double({"location", "longitude"}) == 15.6167);
    CHECK((*cities)->Find(*ParseIp("8.8.8.8")).empty());
    const GeoipRecord system = (*systems)->Find(*ParseIp("67.43.156.13"));
    CHECK(system.Unsigned({"autonomous_system_number"}) == 35908);
    CHECK_FALSE(system.Text({"autonomous_system_organization"}).has_value());
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace flowship::cli
