"""`flowship export config-schema`, checked by a real validator on policies right and wrong, and `flowship import` of Filebeat's configurations."""

import contextlib
import os
import re

import jsonschema
import yaml

from harness import TESTDATA, Flowship, check, equal, fresh_folder, policy
from test_docs import PAGES, policies

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


@contextlib.contextmanager
def environment(**variables):
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def schema():
    found = Flowship().run("export", "config-schema").json()
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


def test_the_schema_takes_what_flowship_takes():
    validator = schema()
    text = policy("type: elasticsearch, hosts: ['http://es:9200'], ssl.verification_mode: none, ssl: {certificate_authorities: [/x]}, worker: 2, preset: '${env.PRESET}'", ["/x/*.log"], "default", "/tmp/data",
                  stream_options="ignore_inactive: since_last_start\n        prospector: {scanner: {check_interval: 5s}}\n        close.on_state_change.inactive: 1m\n        processors: [{add_locale: ~}, {drop_event: {when: {equals: {a: 1}}}}]")
    equal([error.message for error in validator.iter_errors(yaml.safe_load(text))], [], "what the schema has against a good policy")


def test_the_schema_takes_the_policies_of_the_docs_and_of_testdata():
    validator, wrong, seen = schema(), [], 0
    good = [path for path in (TESTDATA / "policies").glob("*.yml") if path.with_suffix(".txt").read_text().endswith("exit code 0\n")]
    for where, text in [*((path.name, path.read_text()) for path in good), *((f"{page.name}:{number}", text) for page in PAGES for number, text in policies(page))]:
        seen += 1
        wrong += [f"{where}: {error.json_path}: {error.message[:300]}" for error in validator.iter_errors(yaml.safe_load(text))]
    check(not wrong, "what the schema has against good policies:\n" + "\n".join(wrong))
    check(seen >= 15, f"only {seen} policies were found")


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
    equal(made["setup"], {"kibana.host": "http://kibana:5601"}, "Kibana")
    equal(made["inputs"][0]["data_stream"], {"namespace": "lab"}, "the namespace that the index names")
    for left in ("processors: script", "filebeat.inputs: tail_files", "filebeat.inputs: tcp", "output.elasticsearch.pipeline", "queue.mem.events"):
        check(f"not carried over: {left}" in done.stderr, f"{left} is left out without a word:\n{done.stderr}")
    equal(done.stderr.count("not carried over"), 5, "what is not carried over")
    check(list(schema().iter_errors(made)) == [], "the schema has something against the policy")


# What each of testdata/filebeat has that a policy can't have, in the order of the file.
LEFT = {
    "deb-default": ["filebeat.config.modules", "processors: add_cloud_metadata", "processors: add_docker_metadata", "processors: add_kubernetes_metadata"],
    "edge-collector": ["path.home", "path.data", "path.logs", "filebeat.registry.flush", "filebeat.shutdown_timeout", "processors: script", "processors: decode_csv_fields", "filebeat.inputs: take_over", "filebeat.inputs: pipeline",
                       "logging.files.path", "logging.files.name", "monitoring", "output.elasticsearch.indices", "setup.template.name", "setup.template.pattern", "queue.disk", "max_procs"],
    "containers": ["filebeat.autodiscover", "filebeat.inputs: docker", "processors: add_kubernetes_metadata", "output.kafka.codec.json", "cloud.id"],
    "one-input": ["filebeat.inputs: take_over", "output.console"],
    "modules": ["filebeat.modules", "filebeat.inputs: tail_files", "filebeat.inputs: backoff_factor", "filebeat.inputs: syslog", "filebeat.inputs: httpjson", "filebeat.inputs: stdin", "filebeat.config.inputs"],
}


def test_filebeats_configurations_as_they_are_found():
    """Each becomes a policy that `test config` takes, and what was left out is listed, all of it and nothing else."""
    wrong = []
    for name, left in LEFT.items():
        source = TESTDATA / "filebeat" / f"{name}.yml"
        flowship = Flowship()
        done = flowship.run("import", source)
        flowship.policy.write_bytes(done.stdout)
        with environment(SITE="lab", ES_USER="u", ES_PWD="p", NODE_NAME="n"):
            checked = flowship.run("test", "config", "-c", flowship.policy).stderr
        told = re.findall(r"^\S+:(\d+): not carried over: (.*?); ", done.stderr, re.M)
        if sorted(what for _, what in told) != sorted(left):
            wrong.append(f"{name}: left out {sorted(what for _, what in told)}, want {sorted(left)}")
        lines = source.read_text().splitlines()
        for line, what in told:  # the place is that of the thing, or of the group that it ends
            word = re.split(r"[.: ]+", what)[-1]
            if word not in lines[int(line) - 1] and "docker" not in what:
                wrong.append(f"{name}: {what} is not in line {line}: {lines[int(line) - 1]}")
        if errors := [error.message for error in schema().iter_errors(yaml.safe_load(done.stdout))]:
            wrong.append(f"{name}: the schema has something against the policy: {errors}")
        if told := set(re.findall(r'"([a-z_.]+)" (?:of \w+ )?has no effect', checked)) - {"test", "prospector.scanner.fingerprint.length"}:  # the examples of `timestamp`; another identity
            wrong.append(f"{name}: carried over without effect: {told}")
    check(not wrong, "\n".join(wrong))


def test_what_an_import_makes_of_the_finer_points():
    def imported(name):
        done = Flowship().run("import", TESTDATA / "filebeat" / f"{name}.yml")
        return yaml.safe_load(done.stdout)

    edge = imported("edge-collector")
    app, flows = (i["streams"][0] for i in edge["inputs"])
    equal([app["fields"], app["tags"]], [{"stage": "test", "tier": "web", "site": "${SITE}"}, ["edge", "${SITE}"]], "fields and tags: the input's own win")
    equal([flows["fields"], flows["fields_under_root"]], [{"site": "${SITE}", "stage": "production"}, True], "fields of the whole")
    equal(edge["agent"]["name"], "${HOSTNAME:edge-1}", "a variable with a default")
    equal(edge["agent"]["logging"], {"level": "warning", "to_files": True, "files": {"keepfiles": 7, "rotateeverybytes": 10485760, "permissions": "0640"}, "metrics": {"enabled": True, "period": "60s"},
                                     "selectors": ["publisher"]}, "the log")
    equal(edge["setup"], {"ilm.enabled": False, "template.overwrite": True, "template.settings": {"index.number_of_replicas": 0}, "kibana": {"host": "https://kibana:5601", "space.id": "noc", "ssl.verification_mode": "none"},
                          "dashboards.enabled": True}, "setup")
    container = imported("containers")["inputs"][0]["streams"][0]
    equal(container["parsers"], [{"container": {"stream": "stdout", "format": "cri"}}, {"ndjson": {"target": "", "add_error_key": True}}], "the container input's parsers")
    equal([i["type"] for i in imported("modules")["inputs"]], ["filestream", "kafka"], "inputs")
    one = imported("one-input")
    equal([one["outputs"]["default"]["type"], [i["streams"][0]["parsers"] for i in one["inputs"]]], ["file", [[{"ndjson": {"target": "json", "message_key": "log"}}]]], "an input that is no list, an output that is off")


def test_what_is_no_yaml_is_told():
    folder = fresh_folder("import")
    (folder / "filebeat.yml").write_text("filebeat.inputs: [")
    check("filebeat.yml:1:18" in Flowship().run("import", folder / "filebeat.yml", code=2).stderr, "the place of the mistake is not told")
