#pragma once
// What geoip can say of an address, by kind of database: Elasticsearch's names, its defaults, and where they stand in a record.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "event/value.h"
#include "processor/geoip_database.h"

namespace flowship {

// What a property is made from, and where it goes.
struct GeoipLookup {
  const GeoipRecord& record;
  const IpAddress& address;
  Arena& arena;
  Key lat, lon;  // of a location
};

struct GeoipProperty {
  std::string_view name;
  Value (*read)(const GeoipLookup& lookup);  // null: the record does not say
};

struct GeoipKind {
  std::string_view name;    // what MaxMind's type ends with, and what IPinfo's contains
  bool ip_location_only;    // IPinfo's databases: geoip does not take them
  std::span<const GeoipProperty> properties;  // in the order in which errors list them
  std::span<const std::string_view> defaults;
};

std::span<const GeoipKind> GeoipKinds();
// [IP, ASN, …], as an error lists them.
std::string NamesOf(std::span<const GeoipProperty> properties);
// nullptr: a kind of database that is not supported.
const GeoipKind* FindGeoipKind(std::string_view database_type);

}  // namespace flowship
