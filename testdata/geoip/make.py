"""Writes the databases beside it. Needs the Python packages mmdb_writer and netaddr, which no test needs."""

import pathlib

from mmdb_writer import MMDBWriter, MmdbF64
from netaddr import IPSet

HERE = pathlib.Path(__file__).resolve().parent


def write(kind, records):
    writer = MMDBWriter(6, kind, ipv4_compatible=True, languages=["en"], description="made-up test data", int_type="u32")
    for networks, record in records:
        writer.insert_network(IPSet(networks), record)
    writer.to_db_file(str(HERE / f"{kind}.mmdb"))


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

if __name__ == "__main__":
    write("GeoLite2-City", CITIES)
    write("GeoLite2-Country", [(networks, {name: record[name] for name in ("continent", "country", "registered_country")}) for networks, record in CITIES])
    write("GeoLite2-ASN", [(["192.0.2.0/24", "2001:db8:1::/48"], asn(64500, "Example One")), (["198.51.100.0/24"], asn(64501, "Example Two"))])
