#include "processor/geoip_properties.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/java_number.h"
#include "event/json_writer.h"
#include "painless/text.h"

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

Value LongAt(const GeoipLookup& lookup, Path path) {
  const auto number = lookup.record.Unsigned(path);
  return number ? Value::Long(static_cast<int64_t>(*number)) : Value::Null();
}

Value IntAt(const GeoipLookup& lookup, Path path) {
  const auto number = lookup.record.Unsigned(path);
  return number ? Value::Integer(static_cast<int64_t>(*number)) : Value::Null();
}

// A flag that a record does not have is false.
Value FlagAt(const GeoipLookup& lookup, Path path) { return Value::Bool(lookup.record.Bool(path).value_or(false)); }

// Of what kinds say at the top of a record and Enterprise below "traits".
#define FLOWSHIP_GEOIP_TRAIT(Name, read, key)                                             \
  Value Name(const GeoipLookup& lookup) { return read(lookup, {key}); }                   \
  Value Trait##Name(const GeoipLookup& lookup) { return read(lookup, {"traits", key}); }
FLOWSHIP_GEOIP_TRAIT(Asn, LongAt, "autonomous_system_number")
FLOWSHIP_GEOIP_TRAIT(OrganizationName, TextAt, "autonomous_system_organization")
FLOWSHIP_GEOIP_TRAIT(HostingProvider, FlagAt, "is_hosting_provider")
FLOWSHIP_GEOIP_TRAIT(TorExitNode, FlagAt, "is_tor_exit_node")
FLOWSHIP_GEOIP_TRAIT(AnonymousVpn, FlagAt, "is_anonymous_vpn")
FLOWSHIP_GEOIP_TRAIT(Anonymous, FlagAt, "is_anonymous")
FLOWSHIP_GEOIP_TRAIT(PublicProxy, FlagAt, "is_public_proxy")
FLOWSHIP_GEOIP_TRAIT(ResidentialProxy, FlagAt, "is_residential_proxy")
FLOWSHIP_GEOIP_TRAIT(Domain, TextAt, "domain")
FLOWSHIP_GEOIP_TRAIT(Isp, TextAt, "isp")
FLOWSHIP_GEOIP_TRAIT(IspOrganizationName, TextAt, "organization")
FLOWSHIP_GEOIP_TRAIT(MobileCountryCode, TextAt, "mobile_country_code")
FLOWSHIP_GEOIP_TRAIT(MobileNetworkCode, TextAt, "mobile_network_code")
FLOWSHIP_GEOIP_TRAIT(ConnectionType, TextAt, "connection_type")
#undef FLOWSHIP_GEOIP_TRAIT

Value UserType(const GeoipLookup& lookup) { return TextAt(lookup, {"traits", "user_type"}); }
Value AccuracyRadius(const GeoipLookup& lookup) { return IntAt(lookup, {"location", "accuracy_radius"}); }
Value CountryConfidence(const GeoipLookup& lookup) { return IntAt(lookup, {"country", "confidence"}); }
Value CityConfidence(const GeoipLookup& lookup) { return IntAt(lookup, {"city", "confidence"}); }
Value PostalConfidence(const GeoipLookup& lookup) { return IntAt(lookup, {"postal", "confidence"}); }

// IPinfo's records are flat, and everything in them is text.
std::string_view FlatText(const GeoipLookup& lookup, const char* name) {
  const auto text = lookup.record.Text({name});
  return text ? TrimControl(*text) : std::string_view();
}

// AS64500 → 64500
Value FlatAsn(const GeoipLookup& lookup) {
  std::string_view text = FlatText(lookup, "asn");
  if (text.size() > 2 && (text[0] == 'A' || text[0] == 'a') && (text[1] == 'S' || text[1] == 's')) text.remove_prefix(2);
  int64_t number = 0;
  return painless::ParseInteger(text, 10, INT64_MIN, INT64_MAX, &number) ? Value::Long(number) : Value::Null();
}

Value FlatLocation(const GeoipLookup& lookup) {
  double latitude = 0, longitude = 0;
  if (!painless::ParseDouble(FlatText(lookup, "lat"), &latitude) || !painless::ParseDouble(FlatText(lookup, "lng"), &longitude)) return Value::Null();
  Object* const point = Object::New(lookup.arena, 2);
  point->Add(lookup.lat, Value::Double(latitude), lookup.arena);
  point->Add(lookup.lon, Value::Double(longitude), lookup.arena);
  return Value::Of(point);
}

// "true", "false", or nothing for false.
Value FlatFlag(const GeoipLookup& lookup, const char* name) {
  if (!lookup.record.Text({name})) return Value::Null();
  const std::string_view text = painless::LowerCase(FlatText(lookup, name), lookup.arena);
  if (text == "true") return Value::Bool(true);
  return text == "false" || text.empty() ? Value::Bool(false) : Value::Null();
}

Value FlatService(const GeoipLookup& lookup) {
  const Value service = TextAt(lookup, {"service"});
  return FlatText(lookup, "service").empty() ? Value::Null() : service;
}

Value FlatHosting(const GeoipLookup& lookup) { return FlatFlag(lookup, "hosting"); }
Value FlatTor(const GeoipLookup& lookup) { return FlatFlag(lookup, "tor"); }
Value FlatProxy(const GeoipLookup& lookup) { return FlatFlag(lookup, "proxy"); }
Value FlatRelay(const GeoipLookup& lookup) { return FlatFlag(lookup, "relay"); }
Value FlatVpn(const GeoipLookup& lookup) { return FlatFlag(lookup, "vpn"); }
Value FlatName(const GeoipLookup& lookup) { return TextAt(lookup, {"name"}); }
Value FlatType(const GeoipLookup& lookup) { return TextAt(lookup, {"type"}); }
Value FlatCountry(const GeoipLookup& lookup) { return TextAt(lookup, {"country"}); }
Value FlatCountryName(const GeoipLookup& lookup) { return TextAt(lookup, {"country_name"}); }
Value FlatContinent(const GeoipLookup& lookup) { return TextAt(lookup, {"continent"}); }
Value FlatContinentName(const GeoipLookup& lookup) { return TextAt(lookup, {"continent_name"}); }
Value FlatRegion(const GeoipLookup& lookup) { return TextAt(lookup, {"region"}); }
Value FlatCity(const GeoipLookup& lookup) { return TextAt(lookup, {"city"}); }
Value FlatTimezone(const GeoipLookup& lookup) { return TextAt(lookup, {"timezone"}); }
Value FlatPostalCode(const GeoipLookup& lookup) { return TextAt(lookup, {"postal_code"}); }

// The order is that in which Elasticsearch lists them.
constexpr GeoipProperty kCity[] = {
    {"ip", Ip}, {"country_in_european_union", CountryInUnion}, {"country_iso_code", CountryIsoCode}, {"country_name", CountryName},
    {"continent_code", ContinentCode}, {"continent_name", ContinentName}, {"region_iso_code", RegionIsoCode}, {"region_name", RegionName},
    {"city_name", CityName}, {"timezone", Timezone}, {"location", Location}, {"postal_code", PostalCode}, {"accuracy_radius", AccuracyRadius},
    {"registered_country_in_european_union", RegisteredInUnion}, {"registered_country_iso_code", RegisteredIsoCode},
    {"registered_country_name", RegisteredName}};
constexpr std::string_view kCityDefaults[] = {"country_iso_code", "country_name", "continent_name", "region_iso_code", "region_name", "city_name", "location"};

constexpr GeoipProperty kCountry[] = {
    {"ip", Ip}, {"country_in_european_union", CountryInUnion}, {"country_iso_code", CountryIsoCode}, {"country_name", CountryName},
    {"continent_code", ContinentCode}, {"continent_name", ContinentName}, {"registered_country_in_european_union", RegisteredInUnion},
    {"registered_country_iso_code", RegisteredIsoCode}, {"registered_country_name", RegisteredName}};
constexpr std::string_view kCountryDefaults[] = {"continent_name", "country_name", "country_iso_code"};

constexpr GeoipProperty kAsn[] = {{"ip", Ip}, {"asn", Asn}, {"organization_name", OrganizationName}, {"network", Network}};
constexpr std::string_view kAsnDefaults[] = {"ip", "asn", "organization_name", "network"};

constexpr GeoipProperty kAnonymousIp[] = {
    {"ip", Ip}, {"hosting_provider", HostingProvider}, {"tor_exit_node", TorExitNode}, {"anonymous_vpn", AnonymousVpn}, {"anonymous", Anonymous},
    {"public_proxy", PublicProxy}, {"residential_proxy", ResidentialProxy}};
constexpr std::string_view kAnonymousIpDefaults[] = {"hosting_provider", "tor_exit_node", "anonymous_vpn", "anonymous", "public_proxy", "residential_proxy"};

constexpr GeoipProperty kConnectionType[] = {{"ip", Ip}, {"connection_type", ConnectionType}};
constexpr std::string_view kConnectionTypeDefaults[] = {"connection_type"};

constexpr GeoipProperty kDomain[] = {{"ip", Ip}, {"domain", Domain}};
constexpr std::string_view kDomainDefaults[] = {"domain"};

constexpr GeoipProperty kEnterprise[] = {
    {"ip", Ip}, {"country_confidence", CountryConfidence}, {"country_in_european_union", CountryInUnion}, {"country_iso_code", CountryIsoCode},
    {"country_name", CountryName}, {"continent_code", ContinentCode}, {"continent_name", ContinentName}, {"region_iso_code", RegionIsoCode},
    {"region_name", RegionName}, {"city_confidence", CityConfidence}, {"city_name", CityName}, {"timezone", Timezone}, {"location", Location},
    {"asn", TraitAsn}, {"organization_name", TraitOrganizationName}, {"network", Network}, {"hosting_provider", TraitHostingProvider},
    {"tor_exit_node", TraitTorExitNode}, {"anonymous_vpn", TraitAnonymousVpn}, {"anonymous", TraitAnonymous}, {"public_proxy", TraitPublicProxy},
    {"residential_proxy", TraitResidentialProxy}, {"domain", TraitDomain}, {"isp", TraitIsp}, {"isp_organization_name", TraitIspOrganizationName},
    {"mobile_country_code", TraitMobileCountryCode}, {"mobile_network_code", TraitMobileNetworkCode}, {"connection_type", TraitConnectionType},
    {"user_type", UserType}, {"postal_code", PostalCode}, {"postal_confidence", PostalConfidence}, {"accuracy_radius", AccuracyRadius},
    {"registered_country_in_european_union", RegisteredInUnion}, {"registered_country_iso_code", RegisteredIsoCode},
    {"registered_country_name", RegisteredName}};

constexpr GeoipProperty kIsp[] = {
    {"ip", Ip}, {"asn", Asn}, {"organization_name", OrganizationName}, {"network", Network}, {"isp", Isp}, {"isp_organization_name", IspOrganizationName},
    {"mobile_country_code", MobileCountryCode}, {"mobile_network_code", MobileNetworkCode}};
constexpr std::string_view kIspDefaults[] = {"ip",  "asn", "organization_name", "network", "isp", "isp_organization_name", "mobile_country_code",
                                             "mobile_network_code"};

constexpr GeoipProperty kFlatAsn[] = {{"ip", Ip}, {"country_iso_code", FlatCountry}, {"asn", FlatAsn}, {"organization_name", FlatName},
                                      {"network", Network}, {"domain", Domain}, {"type", FlatType}};

constexpr GeoipProperty kFlatCountry[] = {{"ip", Ip}, {"country_iso_code", FlatCountry}, {"country_name", FlatCountryName},
                                          {"continent_code", FlatContinent}, {"continent_name", FlatContinentName}};

constexpr GeoipProperty kFlatCity[] = {{"ip", Ip}, {"country_iso_code", FlatCountry}, {"region_name", FlatRegion}, {"city_name", FlatCity},
                                       {"timezone", FlatTimezone}, {"location", FlatLocation}, {"postal_code", FlatPostalCode}};
constexpr std::string_view kFlatCityDefaults[] = {"country_iso_code", "region_name", "city_name", "location"};

constexpr GeoipProperty kFlatPrivacy[] = {{"ip", Ip}, {"hosting", FlatHosting}, {"tor", FlatTor}, {"proxy", FlatProxy},
                                          {"relay", FlatRelay}, {"vpn", FlatVpn}, {"service", FlatService}};
constexpr std::string_view kFlatPrivacyDefaults[] = {"hosting", "proxy", "relay", "tor", "vpn", "service"};

constexpr GeoipKind kKinds[] = {
    {"-ASN", false, kAsn, kAsnDefaults},
    {"-Anonymous-IP", false, kAnonymousIp, kAnonymousIpDefaults},
    {"-City", false, kCity, kCityDefaults},
    {"-Connection-Type", false, kConnectionType, kConnectionTypeDefaults},
    {"-Country", false, kCountry, kCountryDefaults},
    {"-Domain", false, kDomain, kDomainDefaults},
    {"-Enterprise", false, kEnterprise, kCityDefaults},
    {"-ISP", false, kIsp, kIspDefaults},
    // IPinfo's, in the order in which their types are told apart.
    {"asn", true, kFlatAsn, kAsnDefaults},
    {"country", true, kFlatCountry, kCountryDefaults},
    {"location", true, kFlatCity, kFlatCityDefaults},
    {"privacy", true, kFlatPrivacy, kFlatPrivacyDefaults},
};

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

std::span<const GeoipKind> GeoipKinds() { return kKinds; }

std::string NamesOf(std::span<const GeoipProperty> properties) {
  std::string names;
  for (const GeoipProperty& property : properties) {
    names += names.empty() ? "[" : ", ";
    for (const char c : property.name) names += c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return names + "]";
}

const GeoipKind* FindGeoipKind(std::string_view database_type) {
  std::string lower(database_type);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const bool is_ipinfo = lower.starts_with("ipinfo");
  // Elasticsearch does not read these two of IPinfo's.
  if (is_ipinfo && (Contains(database_type, "extended") || Contains(database_type, "country_asn"))) return nullptr;
  const auto kind = std::ranges::find_if(kKinds, [&](const GeoipKind& of) {
    return of.ip_location_only == is_ipinfo && (is_ipinfo ? Contains(database_type, of.name) : database_type.ends_with(of.name));
  });
  return kind == std::end(kKinds) ? nullptr : &*kind;
}

}  // namespace flowship
