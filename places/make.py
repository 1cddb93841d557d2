"""Writes the databases beside it. Needs the Python packages mmdb_writer and netaddr, which no test needs."""

import base64
import pathlib
import tempfile
import textwrap

from mmdb_writer import MMDBWriter, MmdbF64
from netaddr import IPSet

HERE = pathlib.Path(__file__).resolve().parent

CONTINENTS = {"AS": (6255147, "Asia"), "EU": (6255148, "Europe"), "NA": (6255149, "North America")}
# geoname, name, in the European Union
COUNTRIES = {"BT": (1252634, "Bhutan", False), "CN": (1814991, "China", False), "DE": (2921044, "Germany", True), "ES": (2510769, "Spain", True),
             "FR": (3017382, "France", True), "GB": (2635167, "United Kingdom", False), "IE": (2963597, "Ireland", True), "JP": (1861060, "Japan", False),
             "KR": (1835841, "South Korea", False), "NL": (2750405, "Netherlands", True), "NO": (3144096, "Norway", False), "PH": (1694008, "Philippines", False),
             "PT": (2264397, "Portugal", False), "RO": (798549, "Romania", True), "SE": (2661886, "Sweden", True), "TW": (1668284, "Taiwan", False),
             "US": (6252001, "United States", False)}
ENGLAND = (6269131, "ENG", "England")
LONDON = (2643743, "London")
LINKOPING = (2694762, "Linköping")
OSTERGOTLAND = (2685867, "E", "Östergötland County")

# networks, continent, country, registered country, city, subdivisions, latitude, longitude, time zone, postal code
PLACES = [
    (["192.0.2.0/24"], "NA", "US", "US", (5506956, "Las Vegas"), [(5509151, "NV", "Nevada")], 36.17497, -115.13722, "America/Los_Angeles", "89119"),
    (["198.51.100.0/24"], "EU", "NL", "NL", (2759794, "Amsterdam"), [(2749879, "NH", "North Holland")], 52.37404, 4.88969, "Europe/Amsterdam", None),
    (["203.0.113.0/24"], "EU", "ES", "ES", (3117735, "Madrid"), [(3117732, "M", "Madrid")], 40.41639, -3.7025, None, None),
    (["233.252.0.0/24"], "EU", "IE", "IE", (2964180, "Galway"), [], 53.27245, -9.05095, "Europe/Dublin", None),
    (["2001:db8::/32"], "EU", "GB", "GB", (2647937, "Greenwich"), [ENGLAND], 51.47687, -0.00041, "Europe/London", None),
    (["3fff::/20"], "EU", "PT", "PT", (2267057, "Lisbon"), [], 38.71667, -9.13333, None, None),
    (["2.125.160.216/29"], "EU", "GB", "FR", (2655045, "Boxford"), [ENGLAND, (3333217, "WBK", "West Berkshire")], 51.75, -1.25, "Europe/London", "OX1"),
    (["67.43.156.0/24"], "AS", "BT", "RO", None, [], 27.5, 90.5, "Asia/Thimphu", None),
    (["81.2.69.142/31", "81.2.69.144/28", "81.2.69.160/27", "81.2.69.192/28"], "EU", "GB", "US", LONDON, [ENGLAND], 51.5142, -0.0931, "Europe/London", None),
    (["89.160.20.112/28", "89.160.20.128/25"], "EU", "SE", "DE", LINKOPING, [OSTERGOTLAND], 58.4167, 15.6167, "Europe/Stockholm", None),
    (["175.16.199.0/24"], "AS", "CN", "CN", (2038180, "Changchun"), [(2036500, "22", "Jilin Sheng")], 43.88, 125.3228, "Asia/Harbin", None),
    (["202.196.224.0/20"], "AS", "PH", "PH", None, [], 13.0, 122.0, "Asia/Manila", "34021"),
    (["216.160.83.56/29"], "NA", "US", "GB", (5803556, "Milton"), [(5815135, "WA", "Washington")], 47.2513, -122.3149, "America/Los_Angeles", "98354"),
    (["2001:218::/32", "2001:240::/32"], "AS", "JP", "JP", None, [], 35.68536, 139.75309, "Asia/Tokyo", None),
    (["2001:220::/32", "2001:230::/32"], "AS", "KR", "KR", None, [], 37.0, 127.5, "Asia/Seoul", None),
    (["2001:238::/32"], "AS", "TW", "TW", None, [], 24.0, 121.0, "Asia/Taipei", None),
    (["2a02:cf40::/29"], "EU", "NO", "NO", None, [], 62.0, 10.0, "Europe/Oslo", None),
]

SYSTEMS = [
    (["192.0.2.0/24"], 64500, "Documentation ASN"), (["198.51.100.0/24"], 64501, "Documentation ASN"), (["203.0.113.0/24"], 64502, "Documentation ASN"),
    (["233.252.0.0/24"], 64503, "Documentation ASN"), (["2001:db8::/32"], 65551, "Documentation ASN"), (["3fff::/20"], 65552, "Documentation ASN"),
    (["1.128.0.0/11"], 1221, "Telstra Pty Ltd"), (["12.81.92.0/22"], 7018, "AT&T Services"),
    (["12.81.96.0/19", "12.81.128.0/17", "12.82.0.0/15", "12.84.0.0/14", "12.88.0.0/13"], 7018, None),
    (["15.0.0.0/8", "16.0.0.0/8"], 71, "Hewlett-Packard Company"), (["18.0.0.0/8"], 3, "Massachusetts Institute of Technology"),
    (["23.32.0.0/11", "23.192.0.0/11"], 35994, "Akamai Technologies, Inc."), (["27.192.0.0/11", "39.64.0.0/11"], 4837, "CNCGROUP China169 Backbone"),
    (["31.64.0.0/10"], 12576, "Orange Personal Communications Services"), (["31.224.0.0/11", "79.192.0.0/10", "80.128.0.0/11", "84.128.0.0/10"], 3320, "Deutsche Telekom AG"),
    (["35.0.0.0/9", "35.128.0.0/11"], 237, "Merit Network Inc."), (["36.192.0.0/11"], 9394, "China TieTong Telecommunications Corporation"),
    (["38.0.0.0/8"], 174, "Cogent Communications"), (["39.32.0.0/11"], 45595, "Pakistan Telecom Company Limited"),
    (["44.0.0.0/8"], 7377, "University of California at San Diego"), (["49.64.0.0/11"], 4134, "Chinanet"),
    (["50.128.0.0/9", "67.160.0.0/11", "73.0.0.0/8", "76.96.0.0/11", "76.128.0.0/11"], 7922, "Comcast Cable Communications, Inc."),
    (["53.0.0.0/8"], 31399, "Daimler Autonomous System"), (["55.0.0.0/8"], 721, "DoD Network Information Center"), (["57.0.0.0/8"], 2647, "SITA"),
    (["59.0.0.0/11"], 4766, "Korea Telecom"), (["60.64.0.0/10", "60.128.0.0/11"], 17676, "Softbank BB Corp."),
    (["65.128.0.0/11"], 209, "Qwest Communications Company, LLC"), (["65.192.0.0/11", "71.96.0.0/11"], 701, "MCI Communications Services, Inc. d/b/a Verizon Business"),
    (["67.43.149.0/24", "67.43.150.0/23", "67.43.152.0/21"], 35908, None), (["70.160.0.0/11"], 22773, "Cox Communications Inc."),
    (["70.192.0.0/11", "72.96.0.0/11", "75.192.0.0/10"], 6167, "Cellco Partnership DBA Verizon Wireless"),
    (["70.224.0.0/11", "71.144.0.0/12", "75.0.0.0/11", "76.224.0.0/11"], 7018, "AT&T Services, Inc."), (["74.160.0.0/11", "74.224.0.0/11"], 6389, "BellSouth.net Inc."),
    (["77.128.0.0/11"], 15557, "Societe Francaise du Radiotelephone S.A"), (["81.128.0.0/11"], 2856, "BTnet UK Regional network"),
    (["89.160.0.0/17"], 29518, "Bredband2 AB"), (["216.160.83.0/24"], 209, None),
]


def named(geoname, name, **more):
    return {"geoname_id": geoname, "names": {"en": name}, **more}


def country(code):
    geoname, name, in_union = COUNTRIES[code]
    return named(geoname, name, iso_code=code, **({"is_in_european_union": True} if in_union else {}))


def city_record(continent, code, registered, city, subdivisions, latitude, longitude, time_zone, postal):
    record = {"continent": named(*CONTINENTS[continent], code=continent), "country": country(code), "registered_country": country(registered),
              "location": {"latitude": MmdbF64(latitude), "longitude": MmdbF64(longitude), **({"time_zone": time_zone} if time_zone else {})}}
    if city:
        record["city"] = named(*city)
    if subdivisions:
        record["subdivisions"] = [named(geoname, name, iso_code=iso) for geoname, iso, name in subdivisions]
    if postal:
        record["postal"] = {"code": postal}
    return record


def write(kind, records):
    writer = MMDBWriter(6, kind, ipv4_compatible=True, languages=["en"], description="addresses of package tests", int_type="u32")
    for networks, record in records:
        writer.insert_network(IPSet(networks), record)
    with tempfile.NamedTemporaryFile() as file:
        writer.to_db_file(file.name)
        text = base64.b64encode(pathlib.Path(file.name).read_bytes()).decode()
    (HERE / f"{kind}.mmdb.base64").write_text("\n".join(textwrap.wrap(text, 150)) + "\n")


if __name__ == "__main__":
    cities = [(networks, city_record(*place)) for networks, *place in PLACES]
    write("GeoLite2-City", cities)
    write("GeoLite2-Country", [(networks, {name: record[name] for name in ("continent", "country", "registered_country")}) for networks, record in cities])
    write("GeoLite2-ASN", [(networks, {"autonomous_system_number": number, **({"autonomous_system_organization": name} if name else {})}) for networks, number, name in SYSTEMS])
