"""Writes the databases beside it. Needs the Python packages mmdb_writer and netaddr, which no test needs."""

import pathlib

from mmdb_writer import MMDBWriter, MmdbF64
from netaddr import IPSet

HERE = pathlib.Path(__file__).resolve().parent


def write(kind, records, name=None):
    writer = MMDBWriter(6, kind, ipv4_compatible=True, languages=["en"], description="made-up test data", int_type="u32")
    for networks, record in records:
        writer.insert_network(IPSet(networks), record)
    writer.to_db_file(str(HERE / f"{name or kind}.mmdb"))


def place(country, continent, city, latitude, longitude, time_zone, subdivision):
    of_country = {"geoname_id": 3, "iso_code": country[0], "names": {"en": country[1]}}
    return {"city": {"geoname_id": 1, "names": {"en": city}},
            "continent": {"code": continent[0], "geoname_id": 2, "names": {"en": continent[1]}},
            "country": of_country, "registered_country": of_country,
            "location": {"latitude": MmdbF64(latitude), "longitude": MmdbF64(longitude), "time_zone": time_zone},
            **({"subdivisions": [{"geoname_id": 4, "iso_code": subdivision[0], "names": {"en": subdivision[1]}}]} if subdivision else {})}


def asn(number, organization):
    return {"autonomous_system_number": number, "autonomous_system_organization": organization}


CITIES = [
    (["192.0.2.0/24", "2001:db8:1::/48"],
     place(("DE", "Germany"), ("EU", "Europe"), "Berlin", 52.52, 13.405, "Europe/Berlin", ("BE", "Land Berlin"))),
    (["198.51.100.0/25"],
     place(("US", "United States"), ("NA", "North America"), "Boston", 42.36, -71.06, "America/New_York", ("MA", "Massachusetts"))),
    (["203.0.113.0/24"],
     place(("JP", "Japan"), ("AS", "Asia"), "Tokyo", 35.68, 139.69, "Asia/Tokyo", None)),
]

NET = ["192.0.2.0/24", "2001:db8:1::/48"]
TRAITS = {"autonomous_system_number": 64500, "autonomous_system_organization": "Example One", "connection_type": "Cable/DSL", "domain": "example.com",
          "is_anonymous": True, "is_tor_exit_node": True, "isp": "Example Telecom", "organization": "Example Org", "mobile_country_code": "262",
          "mobile_network_code": "02", "user_type": "residential"}
ENTERPRISE = {**CITIES[0][1], "traits": TRAITS, "postal": {"code": "10115", "confidence": 55}}
# The writer takes True for a 1 that it has written before, so there is no place number 1 here.
ENTERPRISE["city"] = {**ENTERPRISE["city"], "geoname_id": 5, "confidence": 60}
ENTERPRISE["country"] = {**ENTERPRISE["country"], "confidence": 95, "is_in_european_union": True}
ENTERPRISE["location"] = {**ENTERPRISE["location"], "accuracy_radius": 20}
OTHERS = {
    "GeoIP2-Anonymous-IP": {"is_anonymous": True, "is_anonymous_vpn": True},
    "GeoIP2-Connection-Type": {"connection_type": "Cellular"},
    "GeoIP2-Domain": {"domain": "example.net"},
    "GeoIP2-Enterprise": ENTERPRISE,
    "GeoIP2-ISP": {name: TRAITS[name] for name in ("autonomous_system_number", "autonomous_system_organization", "isp", "organization",
                                                   "mobile_country_code", "mobile_network_code")},
    "ipinfo-asn": {"asn": "AS64500", "name": "Example One", "domain": "example.com", "country": "DE", "type": "isp"},
    "ipinfo-country": {"continent": "EU", "continent_name": "Europe", "country": "DE", "country_name": "Germany"},
    "ipinfo-location": {"city": "Berlin", "country": "DE", "lat": "52.52", "lng": " 13.405 ", "postal_code": "10115", "region": "Land Berlin",
                        "timezone": "Europe/Berlin"},
    "ipinfo-privacy": {"hosting": "true", "proxy": "", "relay": "false", "service": "ExampleVPN", "tor": "maybe", "vpn": "True"},
}
IPINFO_TYPES = {"ipinfo-asn": "ipinfo standard_asn.mmdb", "ipinfo-country": "ipinfo country_sample.mmdb",
                "ipinfo-location": "ipinfo standard_location.mmdb", "ipinfo-privacy": "ipinfo privacy_detection_sample.mmdb"}

if __name__ == "__main__":
    for name, record in OTHERS.items():
        write(IPINFO_TYPES.get(name, name), [(NET, record)], name)
    write("GeoLite2-City", CITIES)
    write("GeoLite2-Country", [(networks, {name: record[name] for name in ("continent", "country", "registered_country")}) for networks, record in CITIES])
    write("GeoLite2-ASN", [(["192.0.2.0/24", "2001:db8:1::/48"], asn(64500, "Example One")), (["198.51.100.0/24"], asn(64501, "Example Two"))])
