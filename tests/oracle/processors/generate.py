"""Pipelines and documents for differential.py, from a seeded random generator: for each processor its options, right and wrong, and documents that
suit them more or less. What is written here is Elasticsearch's form; differential.py translates for OpenSearch."""

import json

WORDS = ["", " ", "abc", "ABC", "aBc dEf", "  trim me\t", "äÖß", "İstanbul", "日本語", "a\nb", "null", "true", "TRUE", "False", "yes", "x" * 300,
    "{{x}}", "a.b.c", "[1]", "a\\b", "\"q\""]
NUMERIC = ["0", "12", "-5", "+7", "007", "0x1F", "0X1f", "-0x1", "#1F", "010", "1.5", "-0.0", ".5", "5.", "1e3", "1E-3", "1f", "2D", "3L", "1_000",
    " 1", "1 ", "NaN", "-Infinity", "Infinity",
           "2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
           "99999999999999999999", "1e400", "4.9e-324", "3.4028236e38",
           "0.1", "1.0", "100.0", "123456789.123456789", "0x1p3", "١٢", "1,000", "--1", "+", "-", "0b1", "0x", "1e", "e1"]
ADDRESSES = ["192.0.2.1", "198.51.100.7", "10.0.0.1", "203.0.113.255", "2001:db8::1", "2001:DB8:0:0:0:0:0:1", "::", "::1", "::ffff:192.0.2.1",
    "fe80::1%eth0", "1.2.3", "1.2.3.256", "01.2.3.4", "1.2.3.4 ",
             "192.0.2.1/24", "2001:db8::/32", "localhost", "12345", ":::", "1:2:3:4:5:6:7:8:9", "0x7f.1", "fe80::1"]
SIZES = ["1", "0", "1b", "5kb", "1.5mb", "2GB", "3tb", "1pb", "1 kb", "1KB", "-1", "-5kb", "1.5b", "0.5kb", "kb", "1zb", "1k", "1g", "100 mb",
    "9999999pb", "1e3kb", "1,5mb"]
NUMBERS = [0, 1, -1, 7, 42, 255, 65535, 65536, 2**31 - 1, 2**31, -(2**31), 2**63 - 1, -(2**63), 1.5, -0.5, 0.0, -0.0, 1e10, 1e300, 1e-7, 0.1,
    123456789.123, 100.0, 1e16, 9007199254740993]
OTHER = [True, False, None, [], {}, [1, "a", None], ["b", "a", "c"], [3, 1, 2], [1.5, 1, 2], [True, False], [[1], [2]], [{"k": "v"}], {"k": "v"},
    {"k": {"l": 1}}, {"a.b": 1}]
JSON_TEXTS = ['{"a":1}', '{"a":{"b":[1,2.5,null,true]}}', '[1,2]', '"text"', '12', '12.0', 'true', 'null', '{"a":1,"a":2}', '{"a":', '', ' ',
    '{"a":1} x', '{"u":"\\u00e4\\ud83d\\ude00"}',
              "{'a':1}", '{a:1}', '[1,]', '{"a":1e400}', '01', 'NaN', '{"f":"from json"}', '{"deep":' * 20 + '1' + '}' * 20, '1 2', '"\\x"',
              '{"a":-0}', '{"":1}', '{"a.b":{"c":2}}', 'tru', '"']
HTML = ["<b>bold</b>", "a &amp; b &lt;c&gt; &quot;d&quot; &#65; &#x42; &nbsp;|", "<p>one</p><p>two</p>", "<br>x<br/>y",
    "<script>var a = '<b>';</script>z", "<!-- comment -->k", "a < b > c", "<a href='x>y'>l</a>", "&eacute;&unknown;",
        "<div><span>n</span></div>", "<", ">", "<b", "&#999999999;", "<style>p{}</style>q", "<![CDATA[x]]>", "un<b>bold</b>able",
        "<td>1</td><td>2</td>", "<li>a<li>b"]
ENCODED = ["a%20b", "a+b", "%41%42", "%zz", "%", "%4", "%e4%f6", "%C3%A4", "https%3A%2F%2Fx", "", "plain", "%00", "a%2", "%u0041", "ä%20",
    "%F0%9F%98%80", "%C3"]
KEY_VALUES = ["a=1 b=2", "a=1&b=2", "k=v", "k=", "=v", "k", "", "a=1  b=2", "a=1 a=2", "a=b=c d=e", "a:1,b:2", "x=(y) z=[w] q=<e> r=\"s t\" u='v'",
    " a=1 ", "a = 1, b = 2", "a=1;b=2;", "path=/x/y id=7 id=8 id=9", "ä=ö ü=ß",
              "f=new", "a.b=1 a.c=2", "no separator here", "a=1 b c=3"]
CSVS = ["a,b,c", "a;b;c", "1,\"two, three\",4", "\"say \"\"hi\"\"\",x", " a , b , c ", "a,,c", ",", "", "a", "\"unclosed", "a,b\nc,d", "'a,b',c",
    "\"a\"b,c", "a,\"b\" ,c", "a,b,c,d,e,f", "\"\",x", "a|b|c", "\t1\t2", "\"a\nb\",c", "a, \"b\""]
DATES = ["2024-01-02T03:04:05Z", "2024-01-02T03:04:05.678+02:00", "2024-01-02", "2024-01-02 03:04:05", "01/Feb/2024:03:04:05 +0100",
    "Jan  2 03:04:05", "Jan 12 03:04:05", "1704164645", "1704164645.123", "1704164645123", 1704164645, 1704164645123,
         1704164645.5, "@4000000037c219bf2ef02e94", "2024-13-45", "yesterday", "", "2024-W01-2", "2024-060", "Tue, 02 Jan 2024 03:04:05 GMT",
         "20240102030405", "12:30", "2024-02-30T00:00:00Z", "2024-03-31T02:30:00", "-1", "1e9", "9999-12-31T23:59:59.999999999Z"]
DATE_FORMATS = ["ISO8601", "UNIX", "UNIX_MS", "TAI64N", "yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss", "dd/MMM/yyyy:HH:mm:ss Z", "MMM d HH:mm:ss",
    "MMM  d HH:mm:ss", "EEE, dd MMM yyyy HH:mm:ss zzz", "yyyyMMddHHmmss", "HH:mm", "strict_date_optional_time",
                "epoch_millis", "epoch_second", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX", "basic_date", "uuuu-MM-dd||epoch_millis", "date_optional_time",
                "YYYY-'W'ww-e", "yyyy-DDD"]
BAD_FORMATS = ["bad{", "yyyy[", "", "JJJ"]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "+02:00", "-0330", "Asia/Kolkata", "EST", "Z"]
LOG_LINES = ["192.0.2.1 - frank [10/Oct/2024:13:55:36 +0200] \"GET /a?b=c HTTP/1.1\" 200 2326",
    "2024-01-02T03:04:05Z host app[12]: level=info msg=\"hi there\"", "a b c d", "<34>Oct 11 22:14:15 mymachine su: 'su root' failed",
    "key1:value1 key2:value2",
             "GET /x 404", "1.2.3.4 5", "", "x", "   lead and trail   ", "foo=bar", "[a][b][c]", "a--b---c", "日本 語 x", "12 34.5 word 0x1f",
             "user@example.com https://example.com:8080/p?q=1"]
PATHS = ["f", "f", "f", "f", "g", "a.b", "a.c.d", "missing", "missing.deep", "list.0", "list.9", "list.x", "deep.list.1.k", "f.below", "_index", "a",
    "dotted.name"]
TARGETS = ["t", "t", "t", "a.t", "new.deep.t", "f", "g", "f.below", "list.0", "list.5", "list.1.x", "_id", "t..u", ".t", "t."]


def pick(r, *lists):
    return r.choice(r.choice(lists))


def value(r):
    return pick(r, WORDS, NUMERIC, NUMBERS, OTHER, ADDRESSES)


def document(r, suiting):
    """A document whose f is mostly one of `suiting` (a list, or a function of r)."""
    one = suiting(r) if callable(suiting) else r.choice(suiting)
    if r.random() < 0.15:
        one = value(r)
    doc = {"f": one, "g": value(r), "a": {"b": value(r), "c": {"d": value(r)}}, "list": [value(r) for _ in range(r.randrange(1, 4))],
           "deep": {"list": [{"k": value(r)}, {"k": one}]}, "x": r.choice(["X", "y z", 5, 1.5, True, None, "ä\"", ["p", "q"], {"m": 1}])}
    if r.random() < 0.1:
        doc["dotted.name"] = value(r)
    for name in ("f", "g", "a", "list"):
        if r.random() < 0.06:
            del doc[name]
    return doc


def maybe(r, options, name, make, chance=0.3):
    if r.random() < chance:
        options[name] = make() if callable(make) else make


def boolean(r):
    return r.choice([True, False])


def string_processor(suiting):
    def make(r):
        options = {"field": r.choice(PATHS)}
        maybe(r, options, "target_field", lambda: r.choice(TARGETS))
        maybe(r, options, "ignore_missing", lambda: boolean(r))
        return options, suiting
    return make


def set_(r):
    options = {"field": r.choice(TARGETS + PATHS), "value": r.choice([value(r), "{{f}}", "{{{f}}}", "pre {{x}} {{{g}}} post", "{{missing}}",
        "{{a.b}}", {"k": "{{x}}", "{{x}}": 1}, ["{{x}}", 1], "{{list.0}}", "{{#list}}{{.}}{{/list}}"])}
    if isinstance(options["field"], str) and r.random() < 0.1:
        options["field"] = r.choice(["t_{{x}}", "{{x}}", "{{f}}.t"])
    maybe(r, options, "override", lambda: boolean(r))
    maybe(r, options, "ignore_empty_value", lambda: boolean(r))
    return options, value


def append(r):
    options = {"field": r.choice(["f", "list", "t", "a.b", "new.t", "g"]), "value": r.choice([value(r), [value(r), value(r)], ["{{x}}", "b"],
        "{{f}}", ["a", "a"], {"k": 1}])}
    maybe(r, options, "allow_duplicates", lambda: boolean(r), 0.5)
    return options, lambda r: r.choice([["a", "b"], "a", 1, [1, 2], [], None, value(r)])


def convert(r):
    options = {"field": r.choice(PATHS), "type": r.choice(["integer", "long", "float", "double", "boolean", "string", "auto", "ip", "INTEGER",
        "int"])}
    maybe(r, options, "target_field", lambda: r.choice(TARGETS))
    maybe(r, options, "ignore_missing", lambda: boolean(r))
    return options, lambda r: pick(r, NUMERIC, NUMERIC, NUMBERS, WORDS, ADDRESSES, [[1, "2", None], ["1", "x"], ["true", True], [1.5, "2"], []])


def date(r):
    formats = [r.choice(DATE_FORMATS) for _ in range(r.choice([1, 1, 2, 3]))]
    if r.random() < 0.05:
        formats.append(r.choice(BAD_FORMATS))
    options = {"field": r.choice(["f", "f", "f", "f", "g", "missing", "list.0"]), "formats": formats}
    maybe(r, options, "target_field", lambda: r.choice(["t", "a.t", "f"]))
    maybe(r, options, "timezone", lambda: r.choice(ZONES + ["{{tz}}", "Mars/Phobos"]))
    maybe(r, options, "locale", lambda: r.choice(["en", "ENGLISH", "en-US", "en_GB", "{{locale}}"]), 0.15)
    maybe(r, options, "output_format", lambda: r.choice(["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSSXXX", "epoch_millis", "strict_date", "bad{"]),
        0.2)
    return options, DATES


def json_(r):
    options = {"field": r.choice(["f", "f", "f", "g", "a.b", "missing"])}
    kind = r.random()
    if kind < 0.4:
        options["target_field"] = r.choice(["t", "a.t", "f"])
    elif kind < 0.7:
        options["add_to_root"] = boolean(r)
    return options, JSON_TEXTS


def rename(r):
    options = {"field": r.choice(PATHS), "target_field": r.choice(TARGETS)}
    maybe(r, options, "ignore_missing", lambda: boolean(r))
    maybe(r, options, "override", lambda: boolean(r))
    return options, value


def remove(r):
    options = {"field": r.choice([r.choice(PATHS), [r.choice(PATHS), r.choice(PATHS)], "{{x}}", []])}
    maybe(r, options, "ignore_missing", lambda: boolean(r))
    return options, value


def keep(r):
    return {"keep": r.choice(["f", ["f", "a.b"], ["a"], ["missing"], ["a.c.d", "list"], []])}, value


def foreach(r):
    inner, suiting = r.choice([string_processor(WORDS), convert, set_, append])(r)
    kind = {string_processor: "uppercase", convert: "convert", set_: "set", append: "append"}
    name = "convert" if "type" in inner else "append" if "allow_duplicates" in inner else "set" if "value" in inner else r.choice(["uppercase",
        "trim", "lowercase"])
    del kind, suiting
    if r.random() < 0.8:
        inner["field"] = r.choice(["_ingest._value", "_ingest._value", "_ingest._value.k", "t"])
        inner.pop("target_field", None)
    if "value" in inner and r.random() < 0.5:
        inner["value"] = r.choice(["{{_ingest._value}}", "{{{_ingest._value.k}}}", "{{_ingest._value}}-{{x}}"])
    options = {"field": r.choice(["f", "f", "list", "deep.list", "missing", "a"]), "processor": {name: inner}}
    maybe(r, options, "ignore_missing", lambda: boolean(r))
    return options, lambda r: r.choice([["a", "B", " c "], [1, "2", 3.5], [{"k": "V"}, {"k": 2}], [[1, 2], ["x"]], [], ["1", "x"], "text", None,
        [None, 1], {"k": 1}])


def fail(r):
    return {"message": r.choice(["failed", "{{f}}", "{{{f}}} and {{missing}}", "{{_ingest.timestamp.x}}", ""])}, value


def community_id(r):
    def suiting(r):
        return None
    options = {"target_field": "t"}
    maybe(r, options, "seed", lambda: r.choice([0, 1, 65535, 65536, -1, "7"]), 0.2)
    maybe(r, options, "ignore_missing", lambda: boolean(r))
    return options, suiting


def flow(r):
    """Fields of community_id's default names; most of them make an id."""
    transport = r.choice(["tcp", "udp", "icmp", "ipv6-icmp", "sctp", "tcp", "udp", "TCP", "gre", "unknown", 6, "6", None])
    four, six = ["192.0.2.1", "198.51.100.7", "10.0.0.1", "203.0.113.255", "0.0.0.0"], ["2001:db8::1", "2001:DB8:0:0:0:0:0:1", "::1", "fe80::1",
        "ff02::fb"]
    addresses = r.choice([four, four, six, ADDRESSES])
    port = lambda: r.choice([1, 53, 80, 443, 1024, 33333, 60000]) if r.random() < 0.9 else r.choice([65536, 0, -1, "80", None])  # noqa: E731
    doc = {"source": {"ip": r.choice(addresses), "port": port()}, "destination": {"ip": r.choice(addresses), "port": port()},
        "network": {"transport": transport}}
    if transport in ("icmp", "ipv6-icmp"):
        doc["icmp"] = {"type": r.choice([0, 3, 8, 9, 13, 15, 17, 128, 129, 130, 133, 135, 140, 144, 255]), "code": r.choice([0, 1, 255])}
    return {k: ({n: v for n, v in inner.items() if v is not None} if r.random() < 0.9 else inner) for k, inner in doc.items()}


def geoip(r):
    options = {"field": r.choice(["f", "f", "f", "list", "missing"])}
    maybe(r, options, "database_file", lambda: r.choice(["GeoLite2-City.mmdb", "GeoLite2-Country.mmdb", "GeoLite2-ASN.mmdb"]), 0.6)
    maybe(r, options, "target_field", lambda: r.choice(["t", "a.t"]))
    maybe(r, options, "properties", lambda: r.choice([["ip"], ["country_iso_code", "country_name"], ["city_name", "location", "region_iso_code"],
        ["asn", "organization_name", "network"], ["nosuch"]]), 0.3)
    maybe(r, options, "first_only", lambda: boolean(r), 0.3)
    maybe(r, options, "ignore_missing", lambda: boolean(r), 0.3)
    known = ["192.0.2.7", "192.0.2.1", "198.51.100.9", "198.51.100.200", "203.0.113.7", "2001:db8:1::5", "2001:db8::1", "10.0.0.1"]
    return options, lambda r: pick(r, known, known, ADDRESSES, [["10.0.0.1", "192.0.2.7"], ["192.0.2.7", "198.51.100.9"], ["10.0.0.1"], [1]])


# What Java's regular expressions are made of. Not here: \\b and \\B, which are ASCII's since JDK 19 and were not in the node's; \\G after an empty match;
# the vertical tab and the form feed, which end a line for PCRE2.
ATOMS = [r"\w", r"\d", r"\s", r"\S", r"\W", r"\D", r"\h", r"\H", r"\V", ".", "a", "b", "1", " ", ":", "=", ",", r"\.", r"\[", "é", "[a-z]", "[^a-z]", "[a-z&&[^b]]",
    r"[\w-.]", r"[^\s:,]", "[-a]", "[a[bc]]", r"[\d\s]", "[é-ü]", r"\p{L}", r"\P{N}", r"\p{Punct}", r"\p{IsLatin}", r"\u00e9", r"\Qa.b\E", "(?:ab|1)", "(?i:AB)",
    "(?s:.)", "(?i)É", r"\R", r"\n", r"\r?\n", "(ab?)"]
LOOKS = ["(?=%s)", "(?!%s)", "(?<=%s)", "(?<!%s)", "(?>%s)", "(?:%s)"]
BEHIND = ["a", "ab|c", "a{1,2}", r"\s", "^|,", "$|b", "(?:a|b)?1", "[^a]", "é"]
TEXTS = ["a=1 b=2,c", "ab:1,ab;b", "aab abb 112", "é ü ß", "日本 a", "a\r\nb", "line1\nline2 a=b\r\n", "x\u2028y", "É é", "a.b-c@d", "", "ÉÉ 1"]


def java_regex(r, depth=0):
    def term():
        if depth < 2 and r.random() < 0.3:
            look = r.choice(LOOKS)
            return look % (r.choice(BEHIND) if "<" in look else java_regex(r, depth + 1))
        return r.choice(ATOMS) + r.choice(["", "", "", "", "?", "*", "+", "*?", "+?", "?+", "++", "{2}", "{1,3}", "{2,}"])
    return "|".join("".join(term() for _ in range(r.choice([1, 2, 2, 3]))) for _ in range(r.choice([1, 1, 2]))) + r.choice(["", "", "", "$"])


def split(r):
    if r.random() < 0.4:
        return {"field": "f", "separator": java_regex(r), "preserve_trailing": boolean(r)}, TEXTS
    options = {"field": r.choice(PATHS), "separator": r.choice([",", ";", "\\s+", " ", "[,;]", "", "\\.", "(", "b*", "(?=b)", "\\|", "a|b"])}
    maybe(r, options, "target_field", lambda: r.choice(TARGETS))
    maybe(r, options, "ignore_missing", lambda: boolean(r))
    maybe(r, options, "preserve_trailing", lambda: boolean(r))
    return options, lambda r: r.choice(["a,b,c", "a,b,,", ",a", "", "a  b\tc", "a;b,c", "abc", "a.b", "a|b", ",,,", "aXbXc", "日,本", 5, ["a,b"]])


def join(r):
    options = {"field": r.choice(["f", "f", "list", "a.b", "missing"]), "separator": r.choice([",", "-", "", " and ", "\\n"])}
    maybe(r, options, "target_field", lambda: r.choice(TARGETS))
    return options, lambda r: r.choice([["a", "b"], [1, 2.5, True, None], [], ["x"], [["a"], {"k": 1}], "text", None, 5,
        [1e20, 1e-5, 100.0, 2**63 - 1, -0.0]])


def gsub(r):
    if r.random() < 0.5:
        return {"field": "f", "pattern": java_regex(r), "replacement": r.choice(["<$0>", "", "-"])}, TEXTS
    options = {"field": r.choice(PATHS), "pattern": r.choice(["a", "b+", "\\d+", "(\\w)(\\w)", "^", "$", "\\s", "[aeiou]", "(?i)A", "(?<n>b)", "(",
        "x*", ".", "\\.", "(?=c)", "ä"]), "replacement": r.choice(["", "-", "$1", "$2$1", "$0", "${n}", "\\$", "$9", "\\", "$"])}
    maybe(r, options, "target_field", lambda: r.choice(TARGETS))
    maybe(r, options, "ignore_missing", lambda: boolean(r))
    return options, lambda r: pick(r, WORDS, ["abcabc", "b12 b3", "a.b.c", "hello", "bbb"], [["a", "b"], ["abc", 1], []])


def sort(r):
    options = {"field": r.choice(["f", "f", "f", "list", "a.b", "missing"])}
    maybe(r, options, "order", lambda: r.choice(["asc", "desc", "ASC", "Desc", "down"]), 0.6)
    maybe(r, options, "target_field", lambda: r.choice(TARGETS))
    return options, lambda r: r.choice([["b", "a", "C"], [3, 1, 2], [1.5, 0.5], [True, False, True], ["10", "9"], [], [1, "a"], [1, 2.5], [None, 1],
        "text", ["ä", "z", "a"], [[2], [1]], [2**40, 1]])


def kv(r):
    options = {"field": r.choice(["f", "f", "f", "f", "g", "missing"]), "field_split": r.choice([" ", "&", ",", ";", "\\s+", "[,;]",
        " (?=[a-z]+=)"]), "value_split": r.choice(["=", ":", "\\s*=\\s*"])}
    maybe(r, options, "target_field", lambda: r.choice(["t", "a.t", "f"]))
    maybe(r, options, "include_keys", lambda: r.choice([["a"], ["a", "b", "id"], []]), 0.2)
    maybe(r, options, "exclude_keys", lambda: r.choice([["a"], ["b", "k"], []]), 0.2)
    maybe(r, options, "ignore_missing", lambda: boolean(r), 0.2)
    maybe(r, options, "prefix", lambda: r.choice(["p_", "arg.", ""]), 0.2)
    maybe(r, options, "trim_key", lambda: r.choice([" ", "\"", "a"]), 0.2)
    maybe(r, options, "trim_value", lambda: r.choice([" ", "\"'", ",", "()"]), 0.2)
    maybe(r, options, "strip_brackets", lambda: boolean(r), 0.3)
    return options, KEY_VALUES


def csv(r):
    options = {"field": r.choice(["f", "f", "f", "f", "g", "missing"]), "target_fields": r.choice([["c1", "c2", "c3"], ["c1"], "c1", ["a.c1", "c2"],
        ["f", "c2", "c3", "c4", "c5"], []])}
    maybe(r, options, "separator", lambda: r.choice([",", ";", "|", "\t", ",,", " "]))
    maybe(r, options, "quote", lambda: r.choice(["\"", "'", "|", "''"]), 0.2)
    maybe(r, options, "trim", lambda: boolean(r), 0.3)
    maybe(r, options, "empty_value", lambda: r.choice(["", "none", 0, None]), 0.3)
    maybe(r, options, "ignore_missing", lambda: boolean(r), 0.2)
    return options, CSVS


def dissect(r):
    patterns = ["%{a} %{b}", "%{clientip} %{ident} %{auth} [%{@timestamp}] \"%{verb} %{request} HTTP/%{http}\" %{status} %{size}", "%{+n} %{+n}",
        "%{+n/2} %{+n/1}", "%{a->} %{b}", "[%{*k}]%{&k}", "%{*k}:%{&k} %{*l}:%{&l}", "%{?skip} %{b}", "%{} %{b}", "%{a}",
                "[%{a}][%{b}][%{c}]", "%{a}--%{b->}-%{c}", "no keys", "%{a", "%{a}%{b}", "%{*k} %{x}", "%{f} %{g}", "<%{pri}>%{rest}",
                "%{a.b} %{a.c}", "%{ts} %{+ts} %{host}"]
    options = {"field": r.choice(["f", "f", "f", "f", "g", "missing"]), "pattern": r.choice(patterns)}
    maybe(r, options, "append_separator", lambda: r.choice(["", "-", " "]), 0.3)
    maybe(r, options, "ignore_missing", lambda: boolean(r), 0.2)
    return options, LOG_LINES


def grok(r):
    patterns = ["%{IP:ip} %{NUMBER:n:int}", "%{COMBINEDAPACHELOG}", "%{COMMONAPACHELOG}",
        "%{TIMESTAMP_ISO8601:ts} %{HOSTNAME:host} %{DATA:app}\\[%{POSINT:pid:int}\\]: %{GREEDYDATA:msg}", "%{WORD:a} %{WORD:b}",
        "(?<named>\\w+) %{GREEDYDATA:rest}", "%{SYSLOGLINE}",
                "%{EMAILADDRESS:mail} %{URI:uri}", "%{MINE:m}", "%{NOSUCH:x}", "^%{NUMBER:i:int} %{NUMBER:d:float} %{WORD} %{BASE16NUM:h}$",
                "%{DATA:d}", "(", "%{WORD:a.b} %{WORD:a.c}", "%{NUMBER:n:long}", "%{NUMBER:n:double}", "%{WORD:b:boolean}", "%{WORD:w:wrong}", "x|y"]
    options = {"field": r.choice(["f", "f", "f", "f", "g", "missing"]), "patterns": [r.choice(patterns) for _ in range(r.choice([1, 1, 2]))]}
    maybe(r, options, "pattern_definitions", lambda: {"MINE": r.choice(["\\w+", "[a-z]+ %{WORD:inner}", "a|b"])}, 0.4)
    maybe(r, options, "trace_match", lambda: boolean(r), 0.2)
    maybe(r, options, "ignore_missing", lambda: boolean(r), 0.2)
    return options, LOG_LINES


def date_index_name(r):
    options = {"field": "f", "date_rounding": r.choice(["y", "M", "w", "d", "h", "m", "s", "x"])}
    maybe(r, options, "index_name_prefix", lambda: r.choice(["logs-", "p-{{x}}-"]), 0.5)
    maybe(r, options, "date_formats", lambda: [r.choice(DATE_FORMATS)], 0.6)
    maybe(r, options, "timezone", lambda: r.choice(ZONES), 0.3)
    maybe(r, options, "index_name_format", lambda: r.choice(["yyyy-MM", "yyyy-MM-dd", "yyyy"]), 0.3)
    return options, DATES


def dot_expander(r):
    options = {"field": r.choice(["a.b", "dotted.name", "f.g", "f", "x.y.z", "a.n.m", ".", "a."])}
    maybe(r, options, "path", lambda: r.choice(["a", "deep", "missing"]), 0.25)
    return options, value


def dotted(r, doc):
    for name in ("a.b", "dotted.name", "f.g", "x.y.z", "a.n.m"):
        if r.random() < 0.4:
            doc[name] = value(r)
    if isinstance(doc.get("a"), dict) and r.random() < 0.3:
        doc["a"]["a.b"] = value(r)
    return doc


def user_agent(r):
    agents = ["Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0", "curl/7.88.1", "",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
              "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1", "python-requests/2.31.0", "Googlebot/2.1 (+http://www.google.com/bot.html)", "unknown thing",
              "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15"]
    options = {"field": r.choice(["f", "f", "f", "missing"])}
    maybe(r, options, "target_field", lambda: r.choice(["t", "a.t"]))
    maybe(r, options, "properties", lambda: r.choice([["name"], ["os", "device"], ["version", "original"], ["nosuch"]]), 0.3)
    maybe(r, options, "ignore_missing", lambda: boolean(r), 0.3)
    return options, agents


def drop(r):
    return {}, value


def script(r):
    return {"source": script_source(r), "params": {"k": r.choice([1, 2.5, "p", [1], None])}}, lambda r: r.choice([r.choice(NUMBERS), r.choice(WORDS),
        [1, 2], {"k": 1}, True])


def script_source(r):
    body = r.choice(["ctx.t = {e}", "ctx.t = {e}", "def v = {e}; ctx.t = v", "if ({c}) {{ ctx.t = {e} }} else {{ ctx.t = {e2} }}",
        "ctx.t = ({c}) ? {e} : {e2}", "for (def i = 0; i < 3; i++) {{ ctx.t = {e} }}", "ctx.remove('f'); ctx.t = {e}",
                     "try {{ ctx.t = {e} }} catch (Exception ex) {{ ctx.t = ex.getMessage() }}", "List l = new ArrayList(); l.add({e}); ctx.t = l"])
    return body.format(e=expression(r, 3), e2=expression(r, 2), c=condition(r, 2))


def expression(r, depth):
    if depth == 0 or r.random() < 0.2:
        return r.choice(["1", "2L", "1.5", "2.5f", "'a'", "'12'", "ctx.f", "ctx.g", "ctx.x", "ctx.a?.b", "ctx.a.c.d", "params.k", "true", "null",
            "7", "-3", "ctx['f']", "ctx.list", "0", "ctx.missing?.x", "(byte)200", "(int)3.9", "Integer.MAX_VALUE", "10000000000L", "(char)'c'"])
    a, b = expression(r, depth - 1), expression(r, depth - 1)
    return r.choice([f"({a} + {b})", f"({a} - {b})", f"({a} * {b})", f"({a} / {b})", f"({a} % {b})", f"(-({a}))", f"String.valueOf({a})",
        f"({a} == {b})", f"({a} + '{r.choice(['', 'z'])}')", f"({condition(r, depth - 1)} ? {a} : {b})", f"[{a}, {b}]", f"['k': {a}]",
                     f"Math.max(2, 3)", f"({a} >> 2)", f"({a} & {b})", f"({a} ^ {b})", f"({a} ?: {b})", f"Objects.equals({a}, {b})",
                     f"({a}).toString()"])


def condition(r, depth=2):
    if depth == 0 or r.random() < 0.3:
        return r.choice(["true", "false", "ctx.f != null", "ctx.x == 5", "ctx.f instanceof String", "ctx.f instanceof Number", "ctx.missing == null",
            "ctx.containsKey('f')", "ctx.x == 'X'", "ctx.list.size() > 1", "ctx.a?.b == null", "ctx.f == ctx.g", "ctx.list.contains(1)"])
    a, b = condition(r, depth - 1), condition(r, depth - 1)
    return r.choice([f"({a} && {b})", f"({a} || {b})", f"!({a})", f"({expression(r, 1)} == {expression(r, 1)})",
        f"({expression(r, 1)} != {expression(r, 1)})", f"({expression(r, 1)} > {expression(r, 1)})", f"({a} == {b})"])


PROCESSORS = {
    "append": append, "bytes": string_processor(SIZES + [5,
        2**40]), "community_id": community_id, "convert": convert, "csv": csv, "date": date, "date_index_name": date_index_name, "dissect": dissect, "dot_expander": dot_expander, "drop": drop, "fail": fail,
    "foreach": foreach, "geoip": geoip, "grok": grok, "gsub": gsub, "html_strip": string_processor(HTML + [["<b>a</b>",
        "<i>b</i>"]]), "join": join, "json": json_, "kv": kv, "lowercase": string_processor(WORDS + [["A", "b"], ["A", 1]]), "remove": remove,
    "rename": rename, "script": script, "set": set_, "sort": sort, "split": split, "trim": string_processor(WORDS + [[" a ",
        "b "]]), "uppercase": string_processor(WORDS + [["A", "b"]]), "urldecode": string_processor(ENCODED + [["a%20",
        "%41"]]), "user_agent": user_agent,
}
WRONG = [lambda r, o: o.update(nosuch=1), lambda r, o: o.pop(r.choice(sorted(o) or ["field"]), None), lambda r,
    o: o.update({r.choice(sorted(o) or ["field"]): r.choice([None, 5, [], {}, True, "x"])}), lambda r, o: o.update(ignore_missing="maybe"), lambda r,
    o: o.update(field="")]


def step(r, name):
    """One processor with what all have in common; (step, what suits it)."""
    options, suiting = PROCESSORS[name](r)
    if r.random() < 0.08:
        r.choice(WRONG)(r, options)
    maybe(r, options, "tag", lambda: r.choice(["tag1", "t{{x}}"]), 0.15)
    maybe(r, options, "description", "what it does", 0.05)
    maybe(r, options, "if", lambda: condition(r, 0), 0.12)
    maybe(r, options, "ignore_failure", lambda: boolean(r), 0.12)
    if r.random() < 0.15:
        options["on_failure"] = [{"set": {"field": "err", "value": r.choice(["{{{_ingest.on_failure_message}}}",
            "{{_ingest.on_failure_processor_type}} {{_ingest.on_failure_processor_tag}}", "{{{_ingest.pipeline}}}"])}}]
    return {name: options}, suiting


def pipeline(r, name, documents):
    """(pipelines by name, documents): `main` is one step of that processor, sometimes with a neighbour and a handler."""
    first, suiting = step(r, name)
    main = {"processors": [first]}
    if r.random() < 0.3:
        main["processors"].append(r.choice([{"set": {"field": "after", "value": "{{{f}}}"}}, step(r, name)[0]]))
    if r.random() < 0.15:
        main["on_failure"] = [{"set": {"field": "failed", "value": "{{{_ingest.on_failure_message}}}"}}]
    docs = [document(r, suiting) for _ in range(documents)]
    if name == "community_id":
        docs = [{**doc, **flow(r)} for doc in docs]
    if name == "dot_expander":
        docs = [dotted(r, doc) for doc in docs]
    if name == "date":
        docs = [{**doc, "tz": r.choice(ZONES), "locale": "en"} for doc in docs]
    json.dumps(docs)
    return main, docs
