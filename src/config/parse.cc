#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

#include "base/limits.h"
#include "config/node.h"
#include "config/surrogates.h"

namespace flowship::config {

namespace {

constexpr const char* kStrTag = "tag:yaml.org,2002:str";
// A scalar with one of these is read as if it had no quotes: !!int "5" is 5. YAML 1.2, "10. Recommended Schemas".
constexpr std::array<std::string_view, 4> kPlainTags = {"tag:yaml.org,2002:bool", "tag:yaml.org,2002:float", "tag:yaml.org,2002:int", "tag:yaml.org,2002:null"};
constexpr std::array<std::string_view, 5> kCollectionTags = {"", "?", "!", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"};

// Whether the quoted scalar at `at` (its anchor or tag, if it has one) has its closing quote. What is not in quotes has.
bool ClosesQuote(std::string_view text, size_t at) {
  while (at < text.size() && (text[at] == '&' || text[at] == '!')) {
    at = text.find_first_not_of(" \t\r\n", std::min(text.find_first_of(" \t\r\n", at), text.size()));
  }
  if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) return true;
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    const bool escape = quote == '"' ? text[at] == '\\' : text.substr(at).starts_with("''");
    if (!escape && text[at] == quote) break;
    if (escape) ++at;
  }
  return at < text.size();
}

// yaml-cpp ends a plain scalar between braces at a question mark, {if: ctx.a?.b != null}, where YAML ends it only at one that begins a key, before a blank. So it
// is given another character for the others, which goes back in every scalar; CheckCharacters lets none into a text, and one by an escape keeps us from it.
constexpr char kForQuestionMark = '\x15';

std::string HideQuestionMarks(std::string text) {
  if (text.find("\\x15") != std::string::npos || text.find("\\u0015") != std::string::npos) return text;
  for (size_t at = text.find('?'); at < text.size(); at = text.find('?', at + 1)) {
    if (at + 1 < text.size() && std::string_view(" \t\r\n").find(text[at + 1]) == std::string_view::npos) text[at] = kForQuestionMark;
  }
  return text;
}

// Builds the tree out of yaml-cpp's events. Faults that leave the tree readable are reported and building goes on; others are thrown as yaml-cpp's own.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(std::shared_ptr<const Source> source, const SurrogateEscapes& escapes, Diagnostics& diagnostics)
      : source_(std::move(source)), escapes_(escapes), diagnostics_(diagnostics), hides_(escapes_.text().find(kForQuestionMark) != std::string::npos) {}

  Place PlaceOf(const YAML::Mark& mark) const {
    return mark.is_null() ? Place{source_, 0, 0} : Place{source_, mark.line + 1, mark.column + 1 + escapes_.ColumnsBefore(mark.pos, mark.column)};
  }
  Node TakeRoot() { return std::move(root_); }
  const Place* InnermostOpen() const { return open_.empty() ? nullptr : &open_.back().node.place; }
  // Where the text ends within quotes, which yaml-cpp takes for their end; only the last scalar can be that.
  const Place* UnclosedQuote() const { return last_scalar_pos_ >= 0 && !ClosesQuote(escapes_.text(), static_cast<size_t>(last_scalar_pos_)) ? &last_scalar_ : nullptr; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    const bool marked = std::string_view(escapes_.text()).substr(static_cast<size_t>(std::max(mark.pos, 0))).starts_with("---");
    if (std::exchange(started_, true)) throw YAML::ParserException(mark, marked ? "a second document begins here; a file holds one" : YAML::ErrorMsg::END_OF_SEQ);
    root_.place = PlaceOf(mark);
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { Add(At(mark, Node::Kind::kNull), anchor, mark); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) throw YAML::ParserException(mark, "this alias stands inside what it stands for");
    Count(found->second.nodes, mark);
    Add(found->second.node, 0, mark);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override {
    Node node = At(mark, Node::Kind::kScalar);
    const bool plain = std::find(kPlainTags.begin(), kPlainTags.end(), tag) != kPlainTags.end();
    if (tag != "?" && tag != "!" && !tag.empty() && tag != kStrTag && !plain) UnknownTag(node.place, tag);
    node.text = value;
    if (hides_) std::replace(node.text.begin(), node.text.end(), kForQuestionMark, '?');
    node.quoted = tag == "!" || tag == kStrTag;
    last_scalar_ = node.place;
    last_scalar_pos_ = node.quoted || plain ? mark.pos : -1;
    Add(std::move(node), anchor, mark);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    Open(mark, Node::Kind::kSequence, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) override {
    Open(mark, Node::Kind::kMapping, tag, anchor);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapEnd() override { Close(); }

 private:
  struct Collection {
    Node node;
    YAML::anchor_t anchor;
    YAML::Mark mark;
    size_t nodes_before;              // what was counted when it began
    std::optional<Node> key = {};     // of a mapping: its value comes next
    std::unordered_set<std::string> keys = {};
    std::vector<Node> merged = {};    // the mappings under <<
  };
  struct Anchored {
    Node node;
    size_t nodes;
  };

  Node At(const YAML::Mark& mark, Node::Kind kind) const {
    Node node;
    node.kind = kind;
    node.place = PlaceOf(mark);
    return node;
  }

  void Count(size_t nodes, const YAML::Mark& mark) {
    nodes_ += nodes;
    if (nodes_ > limits::kConfigMaxNodes) {
      throw YAML::ParserException(mark, "too large: more than " + std::to_string(limits::kConfigMaxNodes) + " values, aliases counted as what they stand for");
    }
  }

  void UnknownTag(const Place& place, const std::string& tag) {
    diagnostics_.Error(place, "the tag " + tag + " means nothing here; write the value without it");
  }

  void Open(const YAML::Mark& mark, Node::Kind kind, const std::string& tag, YAML::anchor_t anchor) {
    if (open_.size() >= static_cast<size_t>(limits::kConfigMaxDepth)) {
      throw YAML::ParserException(mark, "nested deeper than " + std::to_string(limits::kConfigMaxDepth) + " levels");
    }
    Node node = At(mark, kind);
    if (std::find(kCollectionTags.begin(), kCollectionTags.end(), tag) == kCollectionTags.end()) UnknownTag(node.place, tag);
    open_.push_back({std::move(node), anchor, mark, nodes_});
  }

  void Close() {
    Collection done = std::move(open_.back());
    open_.pop_back();
    for (Node& merged : done.merged) {
      for (Node::Member& member : merged.members) {
        if (done.keys.insert(member.key).second) done.node.members.push_back(std::move(member));
      }
    }
    Finish(std::move(done.node), done.anchor, nodes_ - done.nodes_before + 1, done.mark);
  }

  void Add(Node node, YAML::anchor_t anchor, const YAML::Mark& mark) { Finish(std::move(node), anchor, 1, mark); }

  // A whole node, to where it belongs.
  void Finish(Node node, YAML::anchor_t anchor, size_t nodes, const YAML::Mark& mark) {
    Count(1, mark);
    if (anchor != 0) {
      Count(nodes, mark);
      anchored_[anchor] = {node, nodes};
    }
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Collection& in = open_.back();
    if (in.node.is_sequence()) {
      in.node.items.push_back(std::move(node));
    } else if (!in.key) {
      in.key = std::move(node);
      if (in.key->is_null()) in.key->text = NullKey(mark);
    } else {
      AddMember(in, *std::exchange(in.key, std::nullopt), std::move(node));
    }
  }

  void AddMember(Collection& in, Node key, Node value) {
    if (key.is_sequence() || key.is_mapping()) {
      diagnostics_.Error(key.place, "a key is a word, not a list or a mapping");
    } else if (key.text == "<<" && !key.quoted) {
      Merge(in, std::move(value));
    } else if (!in.keys.insert(key.text).second) {
      diagnostics_.Error(key.place, "\"" + key.text + "\" is here for the second time; a key may be given once");
    } else {
      // An empty value is found only when the next token is; that place would mislead.
      if (value.is_null() && value.place.line != key.place.line) value.place = key.place;
      in.node.members.push_back({std::move(key.text), std::move(key.place), std::move(value)});
    }
  }

  // YAML 1.1's merge key: what is written in the mapping itself wins, then the first of the merged ones.
  void Merge(Collection& in, Node value) {
    std::vector<Node> mappings;
    if (value.is_sequence()) {
      mappings = std::move(value.items);
    } else {
      mappings.push_back(std::move(value));
    }
    for (Node& mapping : mappings) {
      if (mapping.is_mapping()) {
        in.merged.push_back(std::move(mapping));
      } else {
        diagnostics_.Error(mapping.place, "<< merges mappings; this is none");
      }
    }
  }

  // yaml-cpp does not say how a null was written.
  std::string NullKey(const YAML::Mark& mark) const {
    const std::string_view rest = std::string_view(escapes_.text()).substr(std::min(static_cast<size_t>(std::max(mark.pos, 0)), escapes_.text().size()));
    for (const char* word : {"~", "null", "Null", "NULL"}) {
      if (rest.starts_with(word)) return word;
    }
    return "";
  }

  std::shared_ptr<const Source> source_;
  const SurrogateEscapes& escapes_;
  Diagnostics& diagnostics_;
  const bool hides_;  // the text has stand-ins
  bool started_ = false;
  Node root_;
  std::vector<Collection> open_;
  std::unordered_map<YAML::anchor_t, Anchored> anchored_;
  size_t nodes_ = 0;
  Place last_scalar_;
  int last_scalar_pos_ = -1;  // -1: it is a plain one
};

// What yaml-cpp says, and what to do about it.
struct Explained {
  std::string_view message, explanation;
};
const Explained kExplained[] = {
    {YAML::ErrorMsg::END_OF_MAP, "this does not belong to the mapping before it; is the indentation right?"},
    {YAML::ErrorMsg::END_OF_MAP_FLOW, "a { is not closed by }; between them, values with braces or brackets want quotes, ${...} too"},
    {YAML::ErrorMsg::END_OF_SEQ, "this does not belong to the list before it; is the indentation right?"},
    {YAML::ErrorMsg::END_OF_SEQ_FLOW, "a [ is not closed by ]; between them, values with braces or brackets want quotes, ${...} too"},
    {YAML::ErrorMsg::EOF_IN_SCALAR, "a quote is not closed"},
    {YAML::ErrorMsg::MAP_VALUE, "no key can stand here; is the indentation right? A value with `: ` in it wants quotes"},
    {YAML::ErrorMsg::ALIAS_NOT_FOUND, "a value that begins with * wants quotes"},
    {YAML::ErrorMsg::ANCHOR_NOT_FOUND, "a value that begins with & wants quotes"},
    {YAML::ErrorMsg::UNKNOWN_TOKEN, "no value begins with this character; put quotes around it"},
    {YAML::ErrorMsg::UNKNOWN_ANCHOR, "no anchor of this name stands before this alias; a value that begins with * wants quotes"},
    {YAML::ErrorMsg::INVALID_ESCAPE, "no such escape; a backslash is itself between single quotes, 'C:\\logs', and \\\\ between double ones"},
    {YAML::ErrorMsg::BLOCK_ENTRY, "a list entry can't stand here"},
    {YAML::ErrorMsg::FLOW_END, "this closes nothing"},
};

void ReportFault(const TreeBuilder& builder, const YAML::Exception& error, const std::string& text, Diagnostics& diagnostics) {
  Place place = builder.PlaceOf(error.mark);
  // What yaml-cpp says of a tab in the indentation is about what follows.
  const size_t line = static_cast<size_t>(std::max(error.mark.pos - error.mark.column, 0));
  const size_t indentation = text.find_first_not_of(' ', line);
  if (indentation < text.size() && text[indentation] == '\t') {
    place.column = static_cast<int>(indentation - line) + 1;
    diagnostics.Error(place, "a tab; YAML is indented with spaces");
    return;
  }
  const bool unclosed = error.msg == YAML::ErrorMsg::END_OF_MAP_FLOW || error.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW;
  if (unclosed && builder.InnermostOpen() != nullptr) place = *builder.InnermostOpen();
  const auto explained = std::find_if(std::begin(kExplained), std::end(kExplained), [&error](const Explained& one) { return error.msg.starts_with(one.message); });
  diagnostics.Error(place, explained == std::end(kExplained) ? error.msg : std::string(explained->explanation));
}

// The length of the character at `at`, or 0 if YAML can't hold it: not UTF-8 (RFC 3629), or a control character.
size_t CharacterBytes(std::string_view text, size_t at) {
  const auto byte = [text, at](size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
  const unsigned first = byte(0);
  if (first < 0x80) return (first >= 0x20 && first != 0x7f) || first == '\t' || first == '\n' || first == '\r' ? 1 : 0;
  const size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 0;
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  const unsigned second = byte(1);
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f)) return 0;
  if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) return 0;
  return bytes;
}

bool CheckCharacters(const std::shared_ptr<const Source>& source, Diagnostics& diagnostics) {
  const std::string& text = source->text;
  size_t line_start = 0;
  int line = 1;
  for (size_t at = 0; at < text.size();) {
    const size_t bytes = CharacterBytes(text, at);
    if (bytes == 0) {
      const bool control = static_cast<unsigned char>(text[at]) < 0x80;
      diagnostics.Error({source, line, static_cast<int>(at - line_start) + 1},
                        control ? "a control character; in a quoted value write it as \\x.." : "not UTF-8");
      return false;
    }
    if (text[at] == '\n') line_start = at + 1, ++line;
    at += bytes;
  }
  return true;
}

}  // namespace

std::optional<Node> Parse(std::string name, std::string text, Diagnostics& diagnostics) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  const auto source = std::make_shared<const Source>(Source{std::move(name), std::move(text)});
  if (source->text.size() > limits::kConfigMaxBytes) {
    diagnostics.Error({source, 0, 0}, "larger than a configuration may be (" + std::to_string(limits::kConfigMaxBytes) + " bytes)");
    return std::nullopt;
  }
  if (!CheckCharacters(source, diagnostics)) return std::nullopt;
  SurrogateEscapes escapes(HideQuestionMarks(source->text));
  while (true) {
    Diagnostics found;
    TreeBuilder builder(source, escapes, found);
    try {
      std::istringstream stream(escapes.text());
      YAML::Parser parser(stream);
      while (parser.HandleNextDocument(builder)) {
      }
    } catch (const YAML::Exception& error) {
      if (!error.msg.starts_with(YAML::ErrorMsg::INVALID_UNICODE)) {
        ReportFault(builder, error, escapes.text(), found);
      } else if (escapes.Rewrite(error.mark.pos)) {
        continue;
      } else {
        found.Error(builder.PlaceOf(error.mark), escapes.WhyNot());
      }
    }
    if (const Place* const quote = found.ok() ? builder.UnclosedQuote() : nullptr) found.Error(*quote, "a quote is not closed");
    diagnostics.Append(found);
    if (!found.ok()) return std::nullopt;
    Node root = builder.TakeRoot();
    if (root.place.line == 0) root.place = Place{source, 1, 1};
    return root;
  }
}

std::optional<Node> ParseFile(const std::string& path, Diagnostics& diagnostics) {
  std::ifstream file(path, std::ios::binary);
  std::string text(limits::kConfigMaxBytes + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) {
    diagnostics.Error({std::make_shared<const Source>(Source{path, ""}), 0, 0}, std::string("cannot be read: ") + std::strerror(errno));
    return std::nullopt;
  }
  text.resize(static_cast<size_t>(file.gcount()));
  return Parse(path, std::move(text), diagnostics);
}

}  // namespace flowship::config
