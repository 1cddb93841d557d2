#pragma once
// The grammar of syslog messages, RFC 3164 and RFC 5424, without what is made of them. Pure; texts point into the message.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/java_time.h"

namespace flowship::parser {

struct SyslogText {
  struct Time {
    LocalDateTime local;
    std::optional<int32_t> offset_seconds;  // nullopt: the text has no zone
  };
  struct Parameter {
    std::string_view element, name;  // no name: the element begins
    std::string value;               // escapes resolved
  };

  int priority = -1;  // -1: there is none
  int version = 0;
  std::optional<Time> time;
  std::string_view hostname, appname, procid, msgid, message;  // empty: not there, or the nil value
  std::vector<Parameter> data;
};

// After the priority comes a version and a space.
bool LooksLike5424(std::string_view text);

// Empty when all is well, else what is wrong.
std::string_view Parse5424(std::string_view text, SyslogText* parsed);
// Lenient where senders are: without a priority, with an RFC 3339 time, without a tag. `year` is that of a time that has none.
std::string_view Parse3164(std::string_view text, int32_t year, SyslogText* parsed);

}  // namespace flowship::parser
