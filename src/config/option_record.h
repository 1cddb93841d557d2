#pragma once
// OptionRecord: what options there are, as the code that takes them asks for them. While one is alive, every Options of its thread tells it what was asked,
// of what kind, with what default and between what bounds. So a schema made from it can't say anything else than what is read.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowship::config {

struct OptionNote {
  enum class Kind : uint8_t { kAny, kText, kBool, kInteger, kNumber, kDuration, kBytes, kTexts, kMapping, kSequence };
  std::string name;  // dotted
  Kind kind = Kind::kAny;
  std::string fallback;  // as it would be written; empty: there is none
  bool required = false;
  std::optional<int64_t> least, most;
  std::vector<std::string> choices;
  bool idle = false;  // taken because others write it; it has no effect
};

class OptionRecord {
 public:
  OptionRecord();
  ~OptionRecord();
  OptionRecord(const OptionRecord&) = delete;
  OptionRecord& operator=(const OptionRecord&) = delete;
  // Of this thread; nullptr: nobody records.
  static OptionRecord* current();

  // By what Options::Finish called it ("the filestream input"); those whose rest was passed on are under "".
  const std::vector<OptionNote>& Of(const std::string& kind) const;

  // For Options. `of` stands for the object.
  OptionNote& Note(const void* of, std::string_view name, OptionNote::Kind kind);
  void Finish(const void* of, std::string_view kind);

 private:
  std::map<const void*, std::vector<OptionNote>> open_;
  std::map<std::string, std::vector<OptionNote>> kinds_;
};

}  // namespace flowship::config
