// syslog: RFC 3164 and RFC 5424 messages → log.syslog.*, @timestamp and the message. What does not parse keeps its text, and error.message says why.

#include <algorithm>
#include <ctime>
#include <optional>

#include "base/java_time.h"
#include "base/log.h"
#include "parser/chain.h"
#include "parser/syslog_text.h"

namespace flowship::parser {

namespace {

enum class Format : uint8_t { kAuto, k3164, k5424 };

struct Settings {
  Format format = Format::kAuto;
  std::optional<ZoneId> zone;  // nullopt: the machine's
  bool log_errors = false, error_key = true;
};

// The names of RFC 5424's tables, as ECS and Filebeat have them.
constexpr std::string_view kFacilities[] = {"kernel", "user-level", "mail", "system", "security/authorization", "syslogd", "line printer", "network news",
                                            "UUCP", "clock", "security/authorization", "FTP", "NTP", "log audit", "log alert", "clock",
                                            "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"};
constexpr std::string_view kSeverities[] = {"Emergency", "Alert", "Critical", "Error", "Warning", "Notice", "Informational", "Debug"};

Instant InstantOfLocal(const LocalDateTime& time) {
  std::tm parts{};
  parts.tm_year = time.year - 1900;
  parts.tm_mon = time.month - 1;
  parts.tm_mday = time.day;
  parts.tm_hour = time.hour;
  parts.tm_min = time.minute;
  parts.tm_sec = time.second;
  parts.tm_isdst = -1;
  return {std::mktime(&parts), time.nano};
}

class Syslog : public RecordParser {
 public:
  explicit Syslog(std::shared_ptr<const Settings> settings) : settings_(std::move(settings)) {}

  void Run(Flow& flow) override {
    for (Message& message : flow.messages) {
      if (message.text.empty()) continue;
      SyslogText parsed;
      const bool is_5424 = settings_->format == Format::k5424 || (settings_->format == Format::kAuto && LooksLike5424(message.text));
      const std::string_view problem = is_5424 ? Parse5424(message.text, &parsed) : Parse3164(message.text, CurrentYear(), &parsed);
      if (problem.empty()) {
        Fill(flow, message, parsed);
      } else {
        if (settings_->log_errors) Log(LogLevel::kWarning, "syslog", "a message can't be parsed: {}", problem);
        if (settings_->error_key) flow.SetError(message, "Error parsing syslog message: " + std::string(problem), "");
      }
    }
  }

 private:
  static int32_t CurrentYear() {
    return DateOfEpochDay(std::time(nullptr) / kSecondsPerDay).year;
  }

  void Fill(Flow& flow, Message& message, const SyslogText& parsed) const {
    Object& syslog = flow.ObjectAt(message, "log.syslog");
    const auto text = [&](std::string_view name, std::string_view value) {
      if (!value.empty()) flow.Set(syslog, name, Value::String(value));
    };
    if (parsed.priority >= 0) {
      flow.Set(syslog, "priority", Value::Int(parsed.priority));
      Named(flow, syslog, "facility", parsed.priority / 8, kFacilities);
      Named(flow, syslog, "severity", parsed.priority % 8, kSeverities);
    }
    text("hostname", parsed.hostname);
    text("appname", parsed.appname);
    text("procid", parsed.procid);
    text("msgid", parsed.msgid);
    if (parsed.version > 0) flow.Set(syslog, "version", Value::Int(parsed.version));
    if (!parsed.data.empty()) FillData(flow, syslog, parsed);
    if (parsed.time) SetTimestamp(flow, message, *parsed.time);
    message.text = parsed.message;
    message.has_message = true;
  }

  template <size_t kCount>
  static void Named(Flow& flow, Object& syslog, std::string_view name, int code, const std::string_view (&names)[kCount]) {
    Object* const object = Object::New(flow.batch.arena, 2);
    flow.Set(*object, "code", Value::Int(code));
    if (static_cast<size_t>(code) < kCount) flow.Set(*object, "name", Value::String(names[code]));
    flow.Set(syslog, name, Value::Of(object));
  }

  static void FillData(Flow& flow, Object& syslog, const SyslogText& parsed) {
    Object* const data = Object::New(flow.batch.arena, 4);
    Object* element = nullptr;
    for (const SyslogText::Parameter& parameter : parsed.data) {
      if (parameter.name.empty()) {
        element = Object::New(flow.batch.arena, 4);
        flow.Set(*data, parameter.element, Value::Of(element));
      } else {
        flow.Set(*element, parameter.name, Value::String(flow.batch.arena.Copy(parameter.value)));
      }
    }
    flow.Set(syslog, "structured_data", Value::Of(data));
  }

  void SetTimestamp(Flow& flow, Message& message, const SyslogText::Time& time) const {
    Instant instant;
    if (time.offset_seconds) {
      instant = {LocalSeconds(time.local) - *time.offset_seconds, time.local.nano};
    } else {
      instant = settings_->zone ? ToInstant(AtZone(time.local, *settings_->zone)) : InstantOfLocal(time.local);
    }
    flow.Set(flow.ObjectAt(message, ""), "@timestamp", Value::String(ToText(instant, flow.batch.arena)));
  }

  const std::shared_ptr<const Settings> settings_;
};

}  // namespace

ParserMaker CompileSyslog(config::Options& options) {
  auto settings = std::make_shared<Settings>();
  const std::string format = options.TakeString("format", "auto");
  if (format == "rfc3164") {
    settings->format = Format::k3164;
  } else if (format == "rfc5424") {
    settings->format = Format::k5424;
  } else if (format != "auto") {
    options.Error("format", "\"format\" is auto, rfc3164 or rfc5424, not \"" + format + "\"");
  }
  const std::string zone = options.TakeString("timezone", "Local");
  if (zone != "Local" && !zone.empty()) {
    const auto id = ParseZoneIdOrShort(zone);
    if (id.ok()) {
      settings->zone = *id;
    } else {
      options.Error("timezone", "\"timezone\": " + id.error().message);
    }
  }
  settings->log_errors = options.TakeBool("log_errors", false);
  settings->error_key = options.TakeBool("add_error_key", true);
  return [settings] { return std::make_unique<Syslog>(settings); };
}

}  // namespace flowship::parser
