"""`flowship export config-schema`, checked by a real validator on policies right and wrong, and `flowship import` of Filebeat's configurations."""

import jsonschema
import yaml

from harness import Flowship, check, equal, fresh_folder, policy

FILEBEAT = r"""
name: box1
tags: [edge]
filebeat.inputs:
  - type: filestream
    id: flows
    paths: [/var/log/sflow/goflow2/*.log]
    prospector.scanner.exclude_files: ['\.gz$']
    ignore_older: 72h
    parsers: [{ndjson: {target: "", add_error_key: true}}]
    processors:
      - add_locale: ~
      - script: {lang: javascript, source: x}
  - type: log
    paths: [/var/log/app.log]
    close_inactive: 5m
    scan_frequency: 10s
    json.keys_under_root: true
    multiline: {pattern: '^\[', negate: true, match: after}
    tail_files: true
    fields: {site: lab, code: "007"}
  - {type: tcp, host: "localhost:9000"}
output.elasticsearch:
  hosts: ["https://es1:9200"]
  api_key: "${ES_API_KEY}"
  ssl.verification_mode: none
  index: logs-goflow2.sflow-lab
  pipeline: geoip
processors: [{drop_fields: {fields: [agent.id]}}]
http: {enabled: true, port: 5067}
setup.kibana.host: "http://kibana:5601"
queue.mem.events: 4096
path.data: /tmp/flowship-import
"""


def schema():
    found = Flowship().run("export", "config-schema").json()
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def test_the_schema_takes_what_flowship_takes():
    validator = schema()
    text = policy("type: elasticsearch, hosts: ['http://es:9200'], ssl.verification_mode: none, ssl: {certificate_authorities: [/x]}, worker: 2, preset: '${env.PRESET}'", ["/x/*.log"], "default", "/tmp/data",
                  stream_options="ignore_inactive: since_last_start\n        prospector: {scanner: {check_interval: 5s}}\n        close.on_state_change.inactive: 1m\n        processors: [{add_locale: ~}, {drop_event: {when: {equals: {a: 1}}}}]")
    equal([error.message for error in validator.iter_errors(yaml.safe_load(text))], [], "what the schema has against a good policy")


def test_the_schema_refuses_what_flowship_refuses():
    validator = schema()
    good = yaml.safe_load(policy("type: elasticsearch, hosts: ['http://es:9200']", ["/x/*.log"], "default", "/tmp/data"))

    def changed(change):
        wrong = yaml.safe_load(yaml.safe_dump(good))
        change(wrong)
        return wrong

    stream = lambda p: p["inputs"][0]["streams"][0]
    mistakes = {
        "an option that is none": lambda p: p.update(revison=1),
        "an output type that is none": lambda p: p["outputs"]["default"].update(type="elasticserch"),
        "an option of the output that is none": lambda p: p["outputs"]["default"].update(wokers=1),
        "a number out of its bounds": lambda p: p["outputs"]["default"].update(compression_level=10),
        "an input type that is none": lambda p: p["inputs"][0].update(type="filestrem"),
        "an option of the stream that is none": lambda p: stream(p).update(ignore_oldr="1h"),
        "a processor that is none": lambda p: stream(p).update(processors=[{"add_feilds": {}}]),
        "an option of a processor that is none": lambda p: stream(p).update(processors=[{"add_tags": {"tag_s": ["a"]}}]),
        "a port that is none": lambda p: p["agent"].update(monitoring={"http": {"port": 70000}}),
    }
    for what, change in mistakes.items():
        wrong = changed(change)
        check(list(validator.iter_errors(wrong)), f"the schema takes {what}")
        flowship = Flowship(yaml.safe_dump(wrong))
        flowship.run("test", "config", "-c", flowship.policy, code=2)


def test_a_filebeat_configuration_becomes_a_policy():
    folder = fresh_folder("import")
    (folder / "filebeat.yml").write_text(FILEBEAT)
    done = Flowship().run("import", folder / "filebeat.yml")
    made = yaml.safe_load(done.stdout)
    equal(made["outputs"], {"default": {"type": "elasticsearch", "hosts": ["https://es1:9200"], "api_key": "${ES_API_KEY}", "ssl.verification_mode": "none"}}, "the output")
    equal(made["agent"], {"name": "box1", "data_path": "/tmp/flowship-import", "monitoring": {"http": {"enabled": True, "port": 5067}}}, "the agent")
    first, second = (i["streams"][0] for i in made["inputs"])
    equal([i["type"] for i in made["inputs"]], ["filestream", "filestream"], "the inputs' types")
    equal(first, {"id": "flows", "data_stream": {"dataset": "goflow2.sflow"}, "paths": ["/var/log/sflow/goflow2/*.log"], "prospector.scanner.exclude_files": [r"\.gz$"], "ignore_older": "72h",
                  "parsers": [{"ndjson": {"target": "", "add_error_key": True}}], "tags": ["edge"], "processors": [{"add_locale": None}, {"drop_fields": {"fields": ["agent.id"]}}]}, "filestream")
    equal(second["parsers"], [{"ndjson": {"target": ""}}, {"multiline": {"pattern": r"^\[", "negate": True, "match": "after"}}], "the log input's parsers")
    equal([second["close.on_state_change.inactive"], second["prospector.scanner.check_interval"], second["fields"]], ["5m", "10s", {"site": "lab", "code": "007"}], "the log input's options")
    equal(made["inputs"][0]["data_stream"], {"namespace": "lab"}, "the namespace that the index names")
    for left in ("processors: script", "filebeat.inputs: tail_files", "filebeat.inputs: tcp", "output.elasticsearch.pipeline", "setup.kibana.host", "queue.mem.events"):
        check(f"not carried over: {left}" in done.stderr, f"{left} is left out without a word:\n{done.stderr}")
    equal(done.stderr.count("not carried over"), 6, "what is not carried over")
    check(list(schema().iter_errors(made)) == [], "the schema has something against the policy")


def test_what_is_no_yaml_is_told():
    folder = fresh_folder("import")
    (folder / "filebeat.yml").write_text("filebeat.inputs: [")
    check("filebeat.yml:1:18" in Flowship().run("import", folder / "filebeat.yml", code=2).stderr, "the place of the mistake is not told")
