#pragma once
// JSON writes a character beyond U+FFFF as the escapes of its two UTF-16 halves, \ud83d\ude00 (RFC 8259, section 7). YAML 1.2 wants to contain JSON, but
// yaml-cpp refuses the halves. Where it did, the pairs of that double-quoted string are rewritten as \U0001F600, which it takes, and the text is parsed
// again: only the parser knows where a backslash is an escape. As far as JSON goes on behind the string, its other strings are rewritten in the same go.
// Places in the rewritten text lead back to the text that was written.

#include <string>
#include <string_view>
#include <vector>

namespace flowship::config {

class SurrogateEscapes {
 public:
  explicit SurrogateEscapes(std::string_view text) : text_(text) {}

  const std::string& text() const { return text_; }  // what to parse

  // `pos` is just behind an escape in text() that the parser refused. True: it was the first half of a pair; parse again.
  bool Rewrite(int pos);
  std::string WhyNot() const;  // after Rewrite was false

  // By how many columns the byte at `pos`, in `column` of its line (from 0), stood further right in the text as written.
  int ColumnsBefore(int pos, int column) const;

 private:
  std::string text_;
  std::vector<size_t> rewritten_;  // where in text_, ascending
  size_t strings_ = 0;
};

}  // namespace flowship::config
