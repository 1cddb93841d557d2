#include "config/policy.h"

namespace flowship::config {

std::string_view ExampleConfig() {
  return R"yml(# flowship's policy, in the shape of an Elastic Agent standalone policy. Only `outputs` and `inputs` have to be here; what is
# commented out shows the default or another choice. `flowship test config -c FILE` checks it.
#
# Variables: ${env.NAME} from the environment, ${NAME} from the keystore (`flowship keystore add NAME`), alternatives and
# defaults as in ${env.NAME|OTHER|'default'}; $${ is a literal one.
id: goflow2-policy
revision: 1

outputs:
  default:
    type: elasticsearch            # elasticsearch | kafka | file | console
    hosts: ["http://127.0.0.1:9200"]
    # api_key: ${ES_API_KEY}       # "id:key"; or username and password
    preset: balanced               # balanced | throughput | scale | latency | custom
    # ssl:
    #   certificate_authorities: [/etc/flowship/ca.crt]
    #   verification_mode: full    # full | strict | certificate | none
  # stream:
  #   type: kafka
  #   hosts: ["kafka1:9092"]
  #   topic: flows                 # or with fields of the event: logs-%{[data_stream.dataset]}
  # archive:
  #   type: file
  #   path: /var/spool/flowship
  #   filename: flows

# What `flowship setup` loads into the cluster; docs/output/setup.md.
# setup:
#   data_retention: 30d            # default: nothing is ever deleted
#   template: {index_mode: logsdb, settings: {number_of_replicas: 0}}
#   kibana: {host: "http://127.0.0.1:5601"}

agent:
  data_path: /var/lib/flowship     # the registry, and what the cluster refused
  # inputs_dir: inputs.d           # more files with `inputs:`, *.yml, beside this one
  # name: collector-1              # agent.name in the events; default: the host's name
  # geoip: {database_dir: /usr/share/GeoIP}
  # workers: 2                     # pipeline workers; default: one for each processor
  logging:
    level: info                    # debug | info | warning | error
    # selectors: [filestream]      # whose debug messages are said; default: all
    # json: true                   # ECS JSON instead of text, on stderr
    # to_files: true               # and into files, which rotate
    # files: {path: /var/log/flowship, rotateeverybytes: 20MiB, keepfiles: 7, permissions: 0600}
    # metrics: {enabled: true, period: 30s}
  monitoring:
    http: {enabled: false, host: 127.0.0.1, port: 5066}

inputs:
  - id: goflow2-logs
    type: filestream
    use_output: default
    data_stream: {namespace: default}
    streams:
      # These are the defaults of the dataset: `data_stream: {dataset: goflow2.sflow}` alone means the same.
      - id: goflow2-sflow
        data_stream: {dataset: goflow2.sflow}
        paths: [/var/log/sflow/goflow2/*.log]
        exclude_files: ['\.gz$']
        ignore_older: 72h
        preserve_original_event: false
        tags: [sflow, forwarded]
        processors:
          - add_locale: ~

  # Receives sFlow itself, instead of GoFlow2.
  - id: sflow-receiver
    type: sflow
    enabled: false
    streams:
      - data_stream: {dataset: goflow2.sflow}
        host: 0.0.0.0:6343
        # sockets: 2               # that share the port, a thread each
        # read_buffer: 16MiB       # the kernel's, of each; see net.core.rmem_max
        # allow: [192.0.2.0/24]    # exporters; default: all
        # deny: [192.0.2.66]
        # rate_limit: 5000         # datagrams a second of one exporter; default: no limit
        # counters: false          # default: counter samples go to goflow2.sflow_counters

  # Reads GoFlow2's records from Kafka, as one of a group.
  - id: flows-in-kafka
    type: kafka
    enabled: false
    streams:
      - data_stream: {dataset: goflow2.sflow}
        hosts: ["kafka1:9092"]
        topics: [flows]
        group_id: flowship
)yml";
}

}  // namespace flowship::config
