// grok_lines: what GrokOracle.java does with Elasticsearch's library, with flowship's own. See there for the lines in and out.

#include <iostream>
#include <map>
#include <string>

#include "../base64.h"
#include "event/json_writer.h"
#include "pipeline/grok.h"

namespace flowship {
namespace {

class Lines {
 public:
  std::string Answer(const std::string& mode, const std::string& expression, const std::string& text) {
    auto [found, is_new] = compiled_.try_emplace(mode + " " + expression, nullptr);
    if (is_new) {
      auto made = grok::Grok::Compile({&expression, 1}, *grok::PatternBank::Find(mode));
      if (!made.ok()) {
        errors_[found->first] = made.error().message;
      } else {
        found->second = *std::move(made);
      }
    }
    if (found->second == nullptr) return Error(errors_[found->first]);
    arena_.Reset();
    keys_.Clear();
    return Match(*found->second, text);
  }

 private:
  std::string Error(std::string_view message) {
    Object* const object = Object::New(arena_);
    object->Add(keys_.Get("error"), Value::String(message), arena_);
    return ToJson(Value::Of(object));
  }

  std::string Match(const grok::Grok& grok, const std::string& text) {
    grok::Grok::Match match;
    const auto outcome = grok.Find(text, 0, &match);
    if (outcome == grok::Grok::Outcome::kTooHard) return "\"slow\"";
    if (outcome == grok::Grok::Outcome::kNoMatch) return "null";
    Event event;
    RunContext context;
    Document document(event, arena_, keys_, context);
    Object* const captures = Object::New(arena_);
    for (const grok::Capture& capture : grok.captures(match.expression)) {
      const Key key = keys_.Get(capture.name);
      for (const uint32_t number : capture.groups) {
        if (!match.groups[number].took_part()) continue;
        Value value;
        if (!grok::ConvertCapture(capture.type, match.groups[number].Of(text), document, &value)) return Error(document.failure().reason);
        Add(captures, key, value);
      }
    }
    return ToJson(Value::Of(captures));
  }

  void Add(Object* captures, Key key, const Value& value) {
    Value* const known = captures->Find(key);
    if (known == nullptr) return captures->Add(key, value, arena_);
    if (!known->is_array()) {
      Array* const list = Array::New(arena_);
      list->Push(*known, arena_);
      *known = Value::Of(list);
    }
    known->as_array()->Push(value, arena_);
  }

  std::map<std::string, std::unique_ptr<const grok::Grok>> compiled_;
  std::map<std::string, std::string> errors_;
  Arena arena_;
  KeySet set_;
  KeyTable keys_{set_, arena_};
};

void PrintNames(const std::string& mode) {
  for (const std::string& name : grok::PatternBank::Find(mode)->Names()) std::cout << name << "\n";
  std::cout << std::endl;
}

}  // namespace
}  // namespace flowship

int main() {
  std::ios::sync_with_stdio(false);
  flowship::Lines lines;
  for (std::string line; std::getline(std::cin, line);) {
    const size_t first = line.find('\t'), second = line.find('\t', first + 1);
    const std::string mode = line.substr(0, first), rest = line.substr(first + 1, second - first - 1);
    if (mode == "patterns") {
      flowship::PrintNames(rest);
    } else {
      std::cout << lines.Answer(mode, flowship::FromBase64(rest), flowship::FromBase64(std::string_view(line).substr(second + 1))) << "\n";
    }
  }
  return 0;
}
