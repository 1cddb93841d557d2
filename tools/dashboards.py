#!/usr/bin/env python3
"""dashboards.py: makes dashboards/goflow2.ndjson (Kibana's saved objects, a line each) out of dashboards/source.yml. tests/dashboards_test.py looks whether
that was done. The forms are those that Kibana 8 exports: Lens with the form-based data source, a Maps layer of clusters."""

import json
import pathlib
import sys
import uuid

import yaml

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "dashboards"
VIEW = "goflow2-logs"
VERSION = "8.8.0"
NUMBERS = ("network.bytes", "network.packets", "log.offset", "destination.port", "source.port")
ADDRESSES = ("source.ip", "destination.ip", "observer.ip")


def number(*parts):
    """An id that is the same each time."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "flowship/" + "/".join(parts)))


def kind_of(field):
    return "date" if field == "@timestamp" else "number" if field in NUMBERS else "ip" if field in ADDRESSES else "string"


# What people call them. Bytes and packets are estimates: the pipeline multiplies those of each sample by its sampling rate.
CALLED = {"network.bytes": "Bytes (estimated)", "network.packets": "Packets (estimated)", "source.ip": "Source", "destination.ip": "Destination", "observer.ip": "Exporter", "@timestamp": "Time",
          "destination.port": "Destination port", "network.transport": "Protocol", "network.type": "IP version", "network.vlan.id": "VLAN", "observer.ingress.interface.id": "Interface in",
          "observer.egress.interface.id": "Interface out", "source.as.organization.name": "Network", "event.reason": "Reason", "agent.name": "Agent", "log.file.path": "File", "log.offset": "Offset"}
UNIQUE = {"source.ip": "Sources", "destination.ip": "Destinations", "destination.port": "Destination ports", "observer.ip": "Exporters", "agent.name": "Agents"}
GREATEST = {"@timestamp": "Newest record", "log.offset": "Read up to (bytes)"}


def metric(value, over_time=False):
    if value == "count":
        return {"label": "Records", "customLabel": True, "dataType": "number", "operationType": "count", "isBucketed": False, "scale": "ratio", "sourceField": "___records___", "params": {"emptyAsNull": True}}
    (operation, field), = value.items()
    name = {"sum": CALLED, "unique": UNIQUE, "max": GREATEST}[operation][field]
    # Over time it is a rate, whatever the width of the buckets.
    rate = over_time and operation == "sum"
    column = {"label": name + (" per second" if rate else ""), "customLabel": True, **({"timeScale": "s"} if rate else {}), "dataType": "date" if field == "@timestamp" else "number", "operationType": {"sum": "sum", "unique": "unique_count", "max": "max"}[operation],
              "isBucketed": False, "scale": "ratio", "sourceField": field, "params": {"emptyAsNull": True}}
    if field == "network.bytes":
        column["params"]["format"] = {"id": "bytes", "params": {"decimals": 1}}
    return column


def bucket(by, order, top):
    if by == "time":
        return {"label": CALLED["@timestamp"], "customLabel": True, "dataType": "date", "operationType": "date_histogram", "isBucketed": True, "scale": "interval", "sourceField": "@timestamp",
                "params": {"interval": "auto", "includeEmptyRows": True, "dropPartials": False}}
    first, *rest = by.split("+")
    return {"label": " → ".join(CALLED[field] for field in [first, *rest]), "customLabel": True, "dataType": "string" if rest else kind_of(first), "operationType": "terms", "isBucketed": True, "scale": "ordinal", "sourceField": first,
            "params": {"size": top, "orderBy": {"type": "column", "columnId": order}, "orderDirection": "desc", "otherBucket": not rest, "missingBucket": False,
                       "parentFormat": {"id": "multi_terms" if rest else "terms"}, "secondaryFields": rest}}


def visualization(kind, layer, buckets, values):
    if kind == "metric":
        return "lnsMetric", {"layerId": layer, "layerType": "data", "metricAccessor": values[0]}
    if kind == "pie":
        return "lnsPie", {"shape": "donut", "layers": [{"layerId": layer, "layerType": "data", "primaryGroups": buckets, "metrics": values, "numberDisplay": "percent", "categoryDisplay": "default",
                                                        "legendDisplay": "default", "nestedLegend": False}]}
    if kind == "table":
        return "lnsDatatable", {"layerId": layer, "layerType": "data", "columns": [{"columnId": c} for c in buckets + values]}
    series = {"area": "area_stacked", "line": "line", "bar": "bar_stacked"}[kind]
    shown = {"layerId": layer, "layerType": "data", "seriesType": series, "xAccessor": buckets[0], "accessors": values}
    if len(buckets) > 1:
        shown["splitAccessor"] = buckets[1]
    return "lnsXY", {"preferredSeriesType": series, "legend": {"isVisible": True, "position": "right"}, "valueLabels": "hide", "layers": [shown]}


def lens(dashboard, panel):
    layer = number(dashboard, panel["title"], "layer")
    values = [number(dashboard, panel["title"], "value", str(i)) for i in range(len(panel["value"]))]
    buckets = [number(dashboard, panel["title"], "by", by) for by in panel.get("by", [])]
    columns = {id_: bucket(by, values[0], panel.get("top", 10)) for id_, by in zip(buckets, panel.get("by", []))}
    columns.update({id_: metric(value, "time" in panel.get("by", [])) for id_, value in zip(values, panel["value"])})
    type_, shown = visualization(panel["kind"], layer, buckets, values)
    return {"title": panel["title"], "description": panel.get("about", ""), "visualizationType": type_, "type": "lens", "references": [{"type": "index-pattern", "id": VIEW, "name": f"indexpattern-datasource-layer-{layer}"}],
            "state": {"visualization": shown, "query": {"query": panel.get("where", ""), "language": "kuery"}, "filters": [],
                      "datasourceStates": {"formBased": {"layers": {layer: {"columns": columns, "columnOrder": buckets + values, "incompleteColumns": {}}}}},
                      "internalReferences": [], "adHocDataViews": {}}}


def map_(dashboard, panel):
    layers = [{"id": number(dashboard, panel["title"], "base"), "label": None, "minZoom": 0, "maxZoom": 24, "alpha": 1, "visible": True, "type": "EMS_VECTOR_TILE",
               "sourceDescriptor": {"type": "EMS_TMS", "isAutoSelect": True}, "style": {"type": "EMS_VECTOR_TILE", "color": ""}},
              {"id": number(dashboard, panel["title"], "clusters"), "label": panel["title"], "minZoom": 0, "maxZoom": 24, "alpha": 0.75, "visible": True, "type": "GEOJSON_VECTOR",
               "sourceDescriptor": {"type": "ES_GEO_GRID", "id": number(dashboard, panel["title"], "source"), "geoField": panel["field"], "requestType": "point", "resolution": "MOST_FINE",
                                    "metrics": [{"type": operation, "field": field} for value in panel["value"] for operation, field in value.items()], "applyGlobalQuery": True, "applyGlobalTime": True,
                                    "indexPatternRefName": "layer_1_source_index_pattern"},
               "style": {"type": "VECTOR", "properties": {"symbolizeAs": {"options": {"value": "circle"}}, "iconSize": {"type": "DYNAMIC", "options": {
                   "minSize": 6, "maxSize": 32, "field": {"name": f"sum_of_{panel['value'][0]['sum']}", "origin": "source"}}}}}}]
    return {"title": panel["title"], "description": panel.get("about", ""), "layerListJSON": json.dumps(layers), "mapStateJSON": json.dumps({"zoom": 1.5, "center": {"lon": 0, "lat": 20}}),
            "uiStateJSON": "{}", "references": [{"type": "index-pattern", "id": VIEW, "name": "layer_1_source_index_pattern"}]}


def search(dashboard, panel):
    """A saved search: the documents themselves, for what can't be aggregated. It is an object of its own, which the dashboard refers to."""
    searched = {"highlightAll": True, "version": True, "query": {"query": panel["where"], "language": "kuery"}, "filter": [],
                "indexRefName": "kibanaSavedObjectMeta.searchSourceJSON.index"}
    attributes = {"title": f"[GoFlow2] {panel['title']}", "description": panel.get("about", ""), "columns": panel["columns"], "sort": [["@timestamp", "desc"]], "grid": {}, "hideChart": True,
                  "kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps(searched)}}
    return {"id": number(dashboard, panel["title"], "search"), "type": "search", "attributes": attributes,
            "references": [{"type": "index-pattern", "id": VIEW, "name": searched["indexRefName"]}], "coreMigrationVersion": VERSION, "typeMigrationVersion": "8.0.0"}


def controls(source, references):
    """The row of filters above the panels: lists to choose from, each narrowed by those before it."""
    shown = {}
    for order, control in enumerate(source["filters"]):
        (title, field), = control.items()
        id_ = number(source["id"], "filter", field)
        shown[id_] = {"order": order, "width": "medium", "grow": True, "type": "optionsListControl", "explicitInput": {"id": id_, "fieldName": field, "title": title, "enhancements": {}}}
        references.append({"type": "index-pattern", "id": VIEW, "name": f"controlGroup_{id_}:optionsListDataView"})
    return {"controlStyle": "oneLine", "chainingSystem": "HIERARCHICAL", "panelsJSON": json.dumps(shown),
            "ignoreParentSettingsJSON": json.dumps({"ignoreFilters": False, "ignoreQuery": False, "ignoreTimerange": False, "ignoreValidations": False})}


def dashboard(source):
    panels, references = [], []
    for panel in source["panels"]:
        index = number(source["id"], panel["title"])
        if panel["kind"] == "search":
            x, y, w, h = panel["at"]
            panels.append({"version": VERSION, "type": "search", "gridData": {"x": x, "y": y, "w": w, "h": h, "i": index}, "panelIndex": index, "title": panel["title"],
                           "embeddableConfig": {"enhancements": {}}, "panelRefName": f"panel_{index}"})
            references.append({"type": "search", "id": search(source["id"], panel)["id"], "name": f"{index}:panel_{index}"})
            continue
        attributes = map_(source["id"], panel) if panel["kind"] == "map" else lens(source["id"], panel)
        x, y, w, h = panel["at"]
        panels.append({"version": VERSION, "type": "map" if panel["kind"] == "map" else "lens", "gridData": {"x": x, "y": y, "w": w, "h": h, "i": index}, "panelIndex": index,
                       "title": panel["title"], "embeddableConfig": {"attributes": attributes, "enhancements": {}}})
        references += [{**reference, "name": f"{index}:{reference['name']}"} for reference in attributes["references"]]
    attributes = {"title": source["title"], "description": source["description"], "version": 1, "timeRestore": True, "timeFrom": source["from"], "timeTo": "now",
                  "refreshInterval": {"pause": False, "value": source["refresh"] * 1000}, "controlGroupInput": controls(source, references),
                  "optionsJSON": json.dumps({"useMargins": True, "syncColors": True, "syncCursor": True, "hidePanelTitles": False}), "panelsJSON": json.dumps(panels),
                  "kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps({"query": {"query": "", "language": "kuery"}, "filter": []})}}
    return {"id": source["id"], "type": "dashboard", "attributes": attributes, "references": references, "coreMigrationVersion": VERSION, "typeMigrationVersion": "8.7.0"}


def view():
    return {"id": VIEW, "type": "index-pattern", "attributes": {"title": "logs-goflow2.*", "name": "GoFlow2 flows", "timeFieldName": "@timestamp", "fieldFormatMap": json.dumps(
        {"network.bytes": {"id": "bytes"}, "sflow.bytes": {"id": "bytes"}}), "sourceFilters": "[]", "fields": "[]", "typeMeta": "{}", "runtimeFieldMap": "{}"},
            "references": [], "coreMigrationVersion": VERSION, "typeMigrationVersion": "8.0.0"}


def text():
    sources = yaml.safe_load((FOLDER / "source.yml").read_text())
    searches = [search(source["id"], panel) for source in sources for panel in source["panels"] if panel["kind"] == "search"]
    objects = [view(), *searches, *map(dashboard, sources)]
    return "".join(json.dumps(object_, separators=(",", ":")) + "\n" for object_ in objects)


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(__doc__)
    (FOLDER / "goflow2.ndjson").write_text(text())
