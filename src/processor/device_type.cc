// Which kind of device a user agent runs on. Elasticsearch calls its own guess a best effort; this one has its order: a robot is a robot whatever it
// pretends to be, then tablets, phones, desktops.

#include <algorithm>

#include "processor/user_agent_parser.h"

namespace flowship {

namespace {

struct Word {
  std::string_view word;  // in lower case
  std::string_view type;
};

constexpr std::string_view kRobot = "Robot", kTablet = "Tablet", kPhone = "Phone", kDesktop = "Desktop", kOther = "Other";

// By words of the header, the first that is there.
constexpr Word kAgentWords[] = {
    {"googlebot", kRobot}, {"bingbot", kRobot},   {"bot/", kRobot},     {"bot;", kRobot},     {"crawler", kRobot},       {"spider", kRobot},
    {"slurp", kRobot},     {"ipad", kTablet},     {"tablet", kTablet},  {"kindle", kTablet},  {"playbook", kTablet},     {"silk/", kTablet},
    {"iphone", kPhone},    {"ipod", kPhone},      {"windows phone", kPhone}, {"blackberry", kPhone}, {"opera mini", kPhone}, {"mobile safari", kPhone},
};

constexpr Word kSystemWords[] = {
    {"windows phone", kPhone}, {"windows", kDesktop}, {"mac os x", kDesktop}, {"chrome os", kDesktop}, {"ubuntu", kDesktop}, {"fedora", kDesktop},
    {"debian", kDesktop},      {"linux", kDesktop},   {"freebsd", kDesktop},  {"openbsd", kDesktop},   {"netbsd", kDesktop}, {"solaris", kDesktop},
    {"ios", kPhone},           {"android", kPhone},   {"symbian", kPhone},    {"kaios", kPhone},       {"tizen", kPhone},    {"bada", kPhone},
};

constexpr Word kDeviceWords[] = {
    {"spider", kRobot}, {"tablet", kTablet}, {"ipad", kTablet}, {"kindle", kTablet}, {"phone", kPhone}, {"smartphone", kPhone}, {"mac", kDesktop},
};

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

template <size_t kSize>
std::string_view Look(std::string_view text, const Word (&words)[kSize]) {
  const std::string lower = Lower(text);
  for (const Word& word : words) {
    if (lower.find(word.word) != std::string::npos) return word.type;
  }
  return {};
}

}  // namespace

std::string_view DeviceType(std::string_view agent, const UserAgentParser::Details& details) {
  const std::string_view by_agent = Look(agent, kAgentWords);
  if (!by_agent.empty()) return by_agent;
  const std::string_view found[] = {details.system ? Look(details.system->name, kSystemWords) : std::string_view(),
                                    details.device ? Look(details.device->name, kDeviceWords) : std::string_view()};
  for (const std::string_view type : {kRobot, kTablet, kPhone, kDesktop}) {
    if (std::ranges::find(found, type) != std::end(found)) return type;
  }
  return kOther;
}

}  // namespace flowship
