#include "processor/geoip_properties.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "event/json_writer.h"

namespace flowship {

namespace {

using Path = std::initializer_list<const char*>;

Value TextAt(const GeoipLookup& lookup, Path path) {
  const auto text = lookup.record.Text(path);
  return text ? Value::String(*text) : Value::Null();
}

Value InUnion(const GeoipLookup& lookup, const char* country) {
  if (!lookup.record.Text({country, "iso_code"})) return Value::Null();
  return Value::Bool(lookup.record.Bool({country, "is_in_european_union"}).value_or(false));
}

Value Ip(const GeoipLookup& lookup) {
  char* const text = lookup.arena.NewBytes(kIpTextBytes);
  char* const end = WriteIp(lookup.address, text);
  lookup.arena.Shrink(end);
  return Value::String({text, static_cast<size_t>(end - text)}).Plain();
}

// Java's form of an address: IPv6 groups in full, without `::`.
char* WriteJavaAddress(const IpAddress& address, char* out) {
  if (address.size == 4) return WriteIp(address, out);
  for (size_t i = 0; i < 16; i += 2) {
    if (i > 0) *out++ = ':';
    out = std::to_chars(out, out + 4, static_cast<unsigned>(address.bytes[i] << 8 | address.bytes[i + 1]), 16).ptr;
  }
  return out;
}

Value Network(const GeoipLookup& lookup) {
  IpAddress network = lookup.address;
  const int bits = lookup.record.prefix_bits();
  for (int i = 0; i < network.size; ++i) {
    const int kept = std::clamp(bits - 8 * i, 0, 8);
    network.bytes[static_cast<size_t>(i)] &= static_cast<uint8_t>(0xFF00 >> kept);
  }
  char* const text = lookup.arena.NewBytes(kIpTextBytes + 4);
  char* end = WriteJavaAddress(network, text);
  *end++ = '/';
  end = std::to_chars(end, end + 3, bits).ptr;
  lookup.arena.Shrink(end);
  return Value::String({text, static_cast<size_t>(end - text)}).Plain();
}

Value ContinentCode(const GeoipLookup& lookup) { return TextAt(lookup, {"continent", "code"}); }
Value ContinentName(const GeoipLookup& lookup) { return TextAt(lookup, {"continent", "names", "en"}); }
Value CountryIsoCode(const GeoipLookup& lookup) { return TextAt(lookup, {"country", "iso_code"}); }
Value CountryName(const GeoipLookup& lookup) { return TextAt(lookup, {"country", "names", "en"}); }
Value CountryInUnion(const GeoipLookup& lookup) { return InUnion(lookup, "country"); }
Value RegisteredIsoCode(const GeoipLookup& lookup) { return TextAt(lookup, {"registered_country", "iso_code"}); }
Value RegisteredName(const GeoipLookup& lookup) { return TextAt(lookup, {"registered_country", "names", "en"}); }
Value RegisteredInUnion(const GeoipLookup& lookup) { return InUnion(lookup, "registered_country"); }
Value CityName(const GeoipLookup& lookup) { return TextAt(lookup, {"city", "names", "en"}); }
Value Timezone(const GeoipLookup& lookup) { return TextAt(lookup, {"location", "time_zone"}); }
Value PostalCode(const GeoipLookup& lookup) { return TextAt(lookup, {"postal", "code"}); }
// The last subdivision is the smallest one; libmaxminddb counts -1 from the end.
Value RegionName(const GeoipLookup& lookup) { return TextAt(lookup, {"subdivisions", "-1", "names", "en"}); }

Value RegionIsoCode(const GeoipLookup& lookup) {
  const auto country = lookup.record.Text({"country", "iso_code"}), region = lookup.record.Text({"subdivisions", "-1", "iso_code"});
  if (!country || !region) return Value::Null();
  char* const text = lookup.arena.NewBytes(country->size() + 1 + region->size());
  char* const dash = std::copy(country->begin(), country->end(), text);
  *dash = '-';
  char* const end = std::copy(region->begin(), region->end(), dash + 1);
  return Value::String({text, static_cast<size_t>(end - text)});
}

Value Location(const GeoipLookup& lookup) {
  const auto latitude = lookup.record.Double({"location", "latitude"}), longitude = lookup.record.Double({"location", "longitude"});
  if (!latitude || !longitude) return Value::Null();
  Object* const point = Object::New(lookup.arena, 2);
  point->Add(lookup.lat, Value::Double(*latitude), lookup.arena);
  point->Add(lookup.lon, Value::Double(*longitude), lookup.arena);
  return Value::Of(point);
}

Value AccuracyRadius(const GeoipLookup& lookup) {
  const auto radius = lookup.record.Unsigned({"location", "accuracy_radius"});
  return radius ? Value::Integer(static_cast<int64_t>(*radius)) : Value::Null();
}

Value Asn(const GeoipLookup& lookup) {
  const auto number = lookup.record.Unsigned({"autonomous_system_number"});
  return number ? Value::Long(static_cast<int64_t>(*number)) : Value::Null();
}

Value OrganizationName(const GeoipLookup& lookup) { return TextAt(lookup, {"autonomous_system_organization"}); }

constexpr GeoipProperty kCity[] = {
    {"accuracy_radius", AccuracyRadius},
    {"city_name", CityName},
    {"continent_code", ContinentCode},
    {"continent_name", ContinentName},
    {"country_in_european_union", CountryInUnion},
    {"country_iso_code", CountryIsoCode},
    {"country_name", CountryName},
    {"ip", Ip},
    {"location", Location},
    {"postal_code", PostalCode},
    {"region_iso_code", RegionIsoCode},
    {"region_name", RegionName},
    {"registered_country_in_european_union", RegisteredInUnion},
    {"registered_country_iso_code", RegisteredIsoCode},
    {"registered_country_name", RegisteredName},
    {"timezone", Timezone},
};
constexpr GeoipProperty kCountry[] = {
    {"continent_code", ContinentCode},
    {"continent_name", ContinentName},
    {"country_in_european_union", CountryInUnion},
    {"country_iso_code", CountryIsoCode},
    {"country_name", CountryName},
    {"ip", Ip},
    {"registered_country_in_european_union", RegisteredInUnion},
    {"registered_country_iso_code", RegisteredIsoCode},
    {"registered_country_name", RegisteredName},
};
constexpr GeoipProperty kAsn[] = {{"asn", Asn}, {"ip", Ip}, {"network", Network}, {"organization_name", OrganizationName}};

constexpr std::string_view kCityDefaults[] = {"continent_name",  "country_name", "country_iso_code", "region_iso_code",
                                              "region_name", "city_name",    "location"};
constexpr std::string_view kCountryDefaults[] = {"continent_name", "country_name", "country_iso_code"};
constexpr std::string_view kAsnDefaults[] = {"ip", "asn", "organization_name", "network"};

constexpr GeoipKind kKinds[] = {{"ASN", kAsn, kAsnDefaults}, {"City", kCity, kCityDefaults}, {"Country", kCountry, kCountryDefaults}};

}  // namespace

const GeoipKind* FindGeoipKind(std::string_view database_type) {
  const auto kind = std::ranges::find_if(kKinds, [database_type](const GeoipKind& of) { return database_type.ends_with(of.suffix); });
  return kind == std::end(kKinds) ? nullptr : &*kind;
}

}  // namespace flowship
