"""The dashboards: made of their source, in themselves whole, and every aggregation behind a panel gives something when the real Elasticsearch is asked with
real data."""

import importlib.util
import json

import yaml

from harness import DATASET, ROOT, TESTDATA, Flowship, check, equal, fresh_folder, install_template, policy, shared_node

OBJECTS = [json.loads(line) for line in (ROOT / "dashboards" / "goflow2.ndjson").read_text().splitlines()]
DASHBOARDS = [o for o in OBJECTS if o["type"] == "dashboard"]
FIELDS = {field["name"]: field for field in yaml.safe_load((ROOT / "fields" / f"{DATASET}.yml").read_text())}


def panels():
    """(dashboard's title, panel, its attributes)"""
    for dashboard in DASHBOARDS:
        for panel in json.loads(dashboard["attributes"]["panelsJSON"]):
            if panel["type"] != "search":
                yield dashboard, panel, panel["embeddableConfig"]["attributes"]


def saved_searches():
    """(attributes, what is searched) of the saved searches"""
    for found in OBJECTS:
        if found["type"] == "search":
            yield found["attributes"], json.loads(found["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"])


def filters_of(dashboard):
    """The lists above the panels, by id."""
    return json.loads(dashboard["attributes"]["controlGroupInput"]["panelsJSON"])


def layers_of(attributes):
    return attributes["state"]["datasourceStates"]["formBased"]["layers"].values()


def map_source(attributes):
    return next(layer["sourceDescriptor"] for layer in json.loads(attributes["layerListJSON"]) if layer["sourceDescriptor"]["type"] == "ES_GEO_GRID")


def query_fields(query):
    """Names in front of a colon or a comparison in KQL as the dashboards use it."""
    words = query.replace("(", " ").replace(")", " ").split()
    return [word.rstrip(":") for i, word in enumerate(words) if word.endswith(":") or (i + 1 < len(words) and words[i + 1] in ("<", ">", "<=", ">="))]


def test_the_file_is_what_the_script_makes():
    spec = importlib.util.spec_from_file_location("dashboards", ROOT / "tools" / "dashboards.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    check((ROOT / "dashboards" / "goflow2.ndjson").read_text() == module.text(), "dashboards/goflow2.ndjson is not what its source says: run tools/dashboards.py")
    equal(sorted(d["attributes"]["title"] for d in DASHBOARDS), ["[GoFlow2] Ingestion", "[GoFlow2] Overview", "[GoFlow2] Security"], "the dashboards")


def test_every_reference_and_every_field_is_there():
    there = {(o["type"], o["id"]) for o in OBJECTS}
    check(len(there) == len(OBJECTS), "two objects have one id")
    equal([o["attributes"]["title"] for o in OBJECTS if o["type"] == "index-pattern"], ["logs-goflow2.*"], "the data view")
    for found in OBJECTS:
        for reference in found["references"]:
            check((reference["type"], reference["id"]) in there, f"{found['attributes']['title']}: {reference} leads nowhere")
    for dashboard in DASHBOARDS:
        title = dashboard["attributes"]["title"]
        of_dashboard = json.loads(dashboard["attributes"]["panelsJSON"])
        indices = {panel["panelIndex"] for panel in of_dashboard}
        names = {reference["name"] for reference in dashboard["references"]}
        for name in names:
            check(name.split(":")[0] in indices | {f"controlGroup_{id_}" for id_ in filters_of(dashboard)}, f"{title}: {name} is of no panel and no filter")
        for id_ in filters_of(dashboard):
            check(f"controlGroup_{id_}:optionsListDataView" in names, f"{title}: the filter {id_} has no data view")
        for panel in of_dashboard:
            check("panelRefName" not in panel or f"{panel['panelIndex']}:{panel['panelRefName']}" in names, f"{title}: {panel['title']} leads nowhere")
    used = {filter_["explicitInput"]["fieldName"] for dashboard in DASHBOARDS for filter_ in filters_of(dashboard).values()}
    for attributes, searched in saved_searches():
        used |= {*attributes["columns"], *(field for field, _ in attributes["sort"]), *query_fields(searched["query"]["query"])}
    for dashboard, panel, attributes in panels():
        names = {r["name"] for r in dashboard["references"]}
        for reference in attributes["references"]:
            check(f"{panel['panelIndex']}:{reference['name']}" in names, f"{panel['title']}: the dashboard does not know its reference {reference['name']}")
        if panel["type"] == "map":
            used |= {map_source(attributes)["geoField"], *(m["field"] for m in map_source(attributes)["metrics"])}
            continue
        used |= set(query_fields(attributes["state"]["query"]["query"]))
        for layer in layers_of(attributes):
            equal(sorted(layer["columns"]), sorted(layer["columnOrder"]), f"{panel['title']}: columns in order")
            shown = json.dumps(attributes["state"]["visualization"])
            for id_, column in layer["columns"].items():
                check(id_ in shown, f"{panel['title']}: the column {column['label']} is not shown")
                used |= {column["sourceField"], *column["params"].get("secondaryFields", [])} - {"___records___"}
    unknown = sorted(used - FIELDS.keys())
    equal(unknown, [], "fields that fields/ does not define")
    check(len(used) > 20, f"only {len(used)} fields are used; were all panels looked at?")


# What Kibana migrates imported objects from: the version of the last migration of each type that a Kibana of 8.8 to 8.19, and of 9, knows.
MIGRATIONS = {"dashboard": "8.7.0", "index-pattern": "8.0.0", "search": "8.0.0"}
OPERATIONS = {"count": False, "sum": False, "max": False, "unique_count": False, "terms": True, "date_histogram": True}  # and whether it makes buckets


def ids_of(shown, *names):
    return [id_ for name in names for id_ in ([shown[name]] if isinstance(shown.get(name), str) else shown.get(name, []))]


def roles(attributes):
    """(bucketed columns, others) by the place that the visualisation gives them"""
    kind, shown = attributes["visualizationType"], attributes["state"]["visualization"]
    if kind == "lnsMetric":
        return [], ids_of(shown, "metricAccessor")
    if kind == "lnsDatatable":
        layer, = layers_of(attributes)
        ids = [column["columnId"] for column in shown["columns"]]
        return [i for i in ids if layer["columns"][i]["isBucketed"]], [i for i in ids if not layer["columns"][i]["isBucketed"]]
    inner, = shown["layers"]
    return (ids_of(inner, "xAccessor", "splitAccessor"), ids_of(inner, "accessors")) if kind == "lnsXY" else (ids_of(inner, "primaryGroups"), ids_of(inner, "metrics"))


def test_the_forms_are_those_that_kibana_8_knows():
    """Kibana itself is not to be had here. These are its own rules for imports and for the state of Lens, as its documentation and its exports show them."""
    for found in OBJECTS:
        title = found["attributes"]["title"]
        equal([found["coreMigrationVersion"], found["typeMigrationVersion"]], ["8.8.0", MIGRATIONS[found["type"]]], f"{title}: versions")
        equal(sorted(found), ["attributes", "coreMigrationVersion", "id", "references", "type", "typeMigrationVersion"], f"{title}: members")
    for dashboard in DASHBOARDS:
        attributes = dashboard["attributes"]
        equal(sorted(json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])), ["filter", "query"], "the dashboard's own query")
        check(attributes["timeRestore"] and attributes["timeFrom"] and attributes["timeTo"], "the dashboard has no time")
        check(not attributes["refreshInterval"]["pause"] and attributes["refreshInterval"]["value"] >= 30_000, "the dashboard does not refresh itself, or too often")
        equal(sorted(attributes["controlGroupInput"]), ["chainingSystem", "controlStyle", "ignoreParentSettingsJSON", "panelsJSON"], "the row of filters")
        for id_, filter_ in filters_of(dashboard).items():
            equal([filter_["type"], filter_["explicitInput"]["id"]], ["optionsListControl", id_], f"the filter {filter_['explicitInput']['title']}")
        for panel in json.loads(attributes["panelsJSON"]):
            equal(panel["gridData"]["i"], panel["panelIndex"], f"{panel['title']}: its number")
            check(panel["type"] in ("lens", "map", "search"), f"{panel['title']}: type {panel['type']}")
    for _, panel, attributes in panels():
        title = panel["title"]
        if panel["type"] == "map":
            equal([layer["type"] for layer in json.loads(attributes["layerListJSON"])], ["EMS_VECTOR_TILE", "GEOJSON_VECTOR"], f"{title}: layers")
            continue
        equal(sorted(attributes["state"]), ["adHocDataViews", "datasourceStates", "filters", "internalReferences", "query", "visualization"], f"{title}: state")
        equal(sorted(attributes["state"]["query"]), ["language", "query"], f"{title}: query")
        (layer_id, layer), = attributes["state"]["datasourceStates"]["formBased"]["layers"].items()
        equal([r["name"] for r in attributes["references"]], [f"indexpattern-datasource-layer-{layer_id}"], f"{title}: reference")
        shown = attributes["state"]["visualization"]
        layers = shown.get("layers", [shown])
        equal([(inner["layerId"], inner["layerType"]) for inner in layers], [(layer_id, "data")], f"{title}: layer")
        for column in layer["columns"].values():
            equal(OPERATIONS.get(column["operationType"]), column["isBucketed"], f"{title}: whether {column['label']} makes buckets")
            equal((column["operationType"] == "count"), (column["sourceField"] == "___records___"), f"{title}: the field of {column['label']}")
            if column["operationType"] == "terms":
                params = column["params"]
                check(not layer["columns"][params["orderBy"]["columnId"]]["isBucketed"], f"{title}: ordered by what is no metric")
                equal(params["parentFormat"]["id"], "multi_terms" if params["secondaryFields"] else "terms", f"{title}: format")
                # Lens refuses "other" with several fields.
                check(not (params["secondaryFields"] and params["otherBucket"]), f"{title}: other bucket of several fields")
        buckets, metrics = roles(attributes)
        check(metrics and all(layer["columns"][id_]["isBucketed"] for id_ in buckets) and not any(layer["columns"][id_]["isBucketed"] for id_ in metrics), f"{title}: a column in a wrong place")
        equal(layer["columnOrder"], buckets + metrics, f"{title}: buckets come first, from the outside to the inside")


def test_they_show_what_they_are_there_for():
    titles = {d["attributes"]["title"]: " ".join(p["title"] for p in json.loads(d["attributes"]["panelsJSON"])).lower() for d in DASHBOARDS}
    wanted = {"[GoFlow2] Overview": ("traffic over time", "top sources", "top destinations", "top conversations", "protocols", "ports", "vlans", "interfaces in", "interfaces out", "exporters", "where traffic comes from"),
              "[GoFlow2] Security": ("port scans", "fan-out", "discarded", "unusual ports"),
              "[GoFlow2] Ingestion": ("errors and their records", "records by agent")}
    missing = [f"{title}: {part}" for title, parts in wanted.items() for part in parts if part not in titles[title]]
    equal(missing, [], "panels that are missing")
    check(any("error.message" in attributes["columns"] for attributes, _ in saved_searches()), "no panel shows error.message")


def test_what_is_estimated_is_said_to_be():
    """Every sum of bytes or packets is weighted by the sampling rate, and its column says so; over time it is a rate, whatever the width of the buckets."""
    for _, panel, attributes in panels():
        if panel["type"] == "map":
            continue
        for layer in layers_of(attributes):
            over_time = any(column["operationType"] == "date_histogram" for column in layer["columns"].values())
            for column in layer["columns"].values():
                check(column["customLabel"] and "." not in column["label"], f"{panel['title']}: {column['label']} is a field's name and no title")
                if column["operationType"] == "sum":
                    check("(estimated)" in column["label"], f"{panel['title']}: {column['label']} does not say that it is estimated")
                    equal(column.get("timeScale"), "s" if over_time else None, f"{panel['title']}: the scale of {column['label']}")


def test_panels_do_not_lie_on_each_other():
    for dashboard in DASHBOARDS:
        taken = {}
        for panel in json.loads(dashboard["attributes"]["panelsJSON"]):
            grid = panel["gridData"]
            check(grid["x"] + grid["w"] <= 48, f"{panel['title']} is wider than the dashboard")
            for x in range(grid["x"], grid["x"] + grid["w"]):
                for y in range(grid["y"], grid["y"] + grid["h"]):
                    check((x, y) not in taken, f"{panel['title']} lies on {taken.get((x, y))}")
                    taken[x, y] = panel["title"]


def dsl(query):
    """KQL as query_string: what the dashboards use of it is the same but for comparisons and quotes."""
    if not query:
        return {"match_all": {}}
    text = query.replace(" and ", " AND ").replace(" or ", " OR ").replace("not ", "NOT ").replace(" < ", ":<").replace("error.message: *", "_exists_:error.message")
    return {"query_string": {"query": text}}


def aggregation(column):
    operation, field = column["operationType"], column["sourceField"]
    if operation == "date_histogram":
        return {"date_histogram": {"field": field, "fixed_interval": "1m", "min_doc_count": 1}}
    if operation == "terms" and column["params"]["secondaryFields"]:
        # Lens asks for multi_terms, which is X-Pack's; the same keys, in another order.
        return {"composite": {"sources": [{f: {"terms": {"field": f}}} for f in [field, *column["params"]["secondaryFields"]]], "size": column["params"]["size"]}}
    if operation == "terms":
        return {"terms": {"field": field, "size": column["params"]["size"]}}
    return {{"sum": "sum", "unique_count": "cardinality", "max": "max"}[operation]: {"field": field}}


def search_of(layer, query):
    """The search that Lens makes of a layer: its buckets inside each other, its metrics in the innermost."""
    columns = [layer["columns"][id_] for id_ in layer["columnOrder"]]
    aggs = {str(i): aggregation(c) for i, c in enumerate(columns) if not c["isBucketed"] and c["operationType"] != "count"}
    for i, column in reversed(list(enumerate(c for c in columns if c["isBucketed"]))):
        inner = aggregation(column)
        if aggs:
            inner["aggs"] = aggs
        aggs = {f"by{i}": inner}
    return {"size": 0, "track_total_hits": True, "query": dsl(query), "aggs": aggs}


def value_at(document, path):
    for key in path.split("."):
        document = document.get(key) if isinstance(document, dict) else None
    return document


def values(node):
    """Every metric and every bucket count of an answer."""
    for name, inner in node.items():
        if name.startswith("by"):
            for bucket in inner["buckets"]:
                yield bucket["doc_count"]
                yield from values({k: v for k, v in bucket.items() if isinstance(v, dict)})
        elif "value" in inner:
            yield inner["value"]


def load(node):
    """The real logs, records that are no sFlow, discarded packets, with geo databases."""
    install_template(node)
    logs = fresh_folder("logs")
    lines = (TESTDATA / "goflow2" / "pmacct-mapped.log").read_text().splitlines()
    odd = []
    for i in range(0, 200, 10):
        record = json.loads(lines[i])
        record["out_if"] = (1 << 30) + 258
        record["dst_port"] = 7
        record["src_addr"], record["dst_addr"] = ("89.160.20.112", "2.125.160.216") if i % 20 else ("81.2.69.142", "216.160.83.56")  # the test database knows them
        odd.append(json.dumps(record, separators=(",", ":")))
    (logs / "flows.log").write_text("\n".join(lines + odd + ["not json", '{"type":"IPFIX","time_flow_start_ns":1795460330727631665}']) + "\n")
    data = fresh_folder("data")
    text = policy(f'type: elasticsearch, hosts: ["{node.url}"]', [logs / "*.log"], "dashboards", data)
    text = text.replace("agent:\n", f"agent:\n  geoip: {{database_dir: {TESTDATA / 'geoip'}}}\n")
    flowship = Flowship(text)
    flowship.run("run", "-c", flowship.policy, "--once")
    equal(node.count(f"logs-{DATASET}-dashboards"), len(lines) + len(odd) + 2, "documents")


def test_every_panel_shows_something():
    node = shared_node("elasticsearch")
    load(node)
    empty = []
    for dashboard, panel, attributes in panels():
        where = f"{dashboard['attributes']['title']}: {panel['title']}"
        if panel["type"] == "map":
            source = map_source(attributes)
            search = {"size": 0, "aggs": {"by0": {"geotile_grid": {"field": source["geoField"], "precision": 6}, "aggs": {"0": {"sum": {"field": source["metrics"][0]["field"]}}}}}}
            searches = [search]
        else:
            searches = [search_of(layer, attributes["state"]["query"]["query"]) for layer in layers_of(attributes)]
        for search in searches:
            answer = node.ask("POST", f"/logs-{DATASET}-dashboards/_search", search)
            found = [v for v in values(answer.get("aggregations", {})) if v]
            if not found and not (not search["aggs"] and answer["hits"]["total"]["value"]):
                empty.append(where)
    for attributes, searched in saved_searches():
        hits = node.ask("POST", f"/logs-{DATASET}-dashboards/_search", {"query": dsl(searched["query"]["query"]), "sort": [{field: way} for field, way in attributes["sort"]], "size": 10})["hits"]["hits"]
        shown = [column for column in attributes["columns"] if any(value_at(hit["_source"], column) is not None for hit in hits)]
        equal(shown, attributes["columns"], f"columns of {attributes['title']} that show something")
    equal(empty, [], "panels that show nothing")
    # One of them by hand: the traffic of all is the sum over the records.
    answer = node.ask("POST", f"/logs-{DATASET}-dashboards/_search", {"size": 0, "aggs": {"0": {"sum": {"field": "network.bytes"}}}})
    lines = [json.loads(line) for line in (TESTDATA / "goflow2" / "pmacct-mapped.log").read_text().splitlines()]
    want = sum(r["bytes"] * r["sampling_rate"] for r in lines) + sum(lines[i]["bytes"] * lines[i]["sampling_rate"] for i in range(0, 200, 10))
    equal(int(answer["aggregations"]["0"]["value"]), want, "the traffic")
