#pragma once
// The older `log` input of Filebeat (`logfile` in Elastic Agent), told as the filestream input that has taken its place: what is only called otherwise gets
// filestream's name, and json.* and multiline.* become parsers. Source: Filebeat's "Migrate log input configurations to filestream".

#include <string_view>
#include <utility>

#include "config/node.h"

namespace flowship::config {

// Names of the log input, and what filestream calls them.
inline constexpr std::pair<std::string_view, std::string_view> kLogNames[] = {
    {"backoff", "backoff.init"},
    {"close_eof", "close.reader.on_eof"},
    {"close_inactive", "close.on_state_change.inactive"},
    {"close_removed", "close.on_state_change.removed"},
    {"close_renamed", "close.on_state_change.renamed"},
    {"close_timeout", "close.reader.after_interval"},
    {"exclude_files", "prospector.scanner.exclude_files"},
    {"harvester_buffer_size", "buffer_size"},
    {"max_backoff", "backoff.max"},
    {"max_bytes", "message_max_bytes"},
    {"recursive_glob.enabled", "prospector.scanner.recursive_glob"},
    {"scan_frequency", "prospector.scanner.check_interval"},
    {"symlinks", "prospector.scanner.symlinks"},
};

// `json`, `multiline`, and what is dotted below them.
bool IsLogParser(std::string_view option);
// Adds one of those to a list of parsers, which has at most one of each. The log input decodes JSON before it puts lines together, but takes a container's line apart before.
void AddLogParser(const Node::Member& option, Node* parsers);

// A stream of the log input as one of filestream. What it has no word for stays as it is.
Node AsFilestream(const Node& stream, Diagnostics& diagnostics);

}  // namespace flowship::config
