#include "config/eql.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <variant>
#include <vector>

#include "base/regex.h"

namespace flowship::config {

namespace {

struct Term;
using Terms = std::vector<Term>;
struct Dict {
  std::vector<std::string> keys;
  Terms values;
};
struct Term : std::variant<std::monostate, bool, double, std::string, Terms, Dict> {
  using variant::variant;
  bool is_null() const { return index() == 0; }
  const double* number() const { return std::get_if<double>(this); }
  const std::string* text() const { return std::get_if<std::string>(this); }
};

bool Equal(const Term& a, const Term& b);

bool EqualLists(const Terms& a, const Terms& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!Equal(a[i], b[i])) return false;
  }
  return true;
}

bool Equal(const Term& a, const Term& b) {
  if (a.index() != b.index()) return false;
  if (const auto* const list = std::get_if<Terms>(&a)) return EqualLists(*list, std::get<Terms>(b));
  if (const auto* const dict = std::get_if<Dict>(&a)) return dict->keys == std::get<Dict>(b).keys && EqualLists(dict->values, std::get<Dict>(b).values);
  if (a.is_null()) return true;
  if (a.number() != nullptr) return *a.number() == *b.number();
  if (a.text() != nullptr) return *a.text() == *b.text();
  return std::get<bool>(a) == std::get<bool>(b);
}

std::string ToText(const Term& term) {
  if (term.text() != nullptr) return *term.text();
  if (const bool* const flag = std::get_if<bool>(&term)) return *flag ? "true" : "false";
  if (term.number() == nullptr) return "";
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, *term.number()).ptr;
  return {text, end};
}

// What a variable's text is: a bool or a number where it looks like one.
Term Typed(const std::string& text) {
  if (text == "true" || text == "false") return text == "true";
  if (const auto number = ParseFloat(text)) return *number;
  return text;
}

class Evaluator {
 public:
  Evaluator(std::string_view text, const LookUp& look_up) : rest_(text), look_up_(look_up) {}

  Result<bool> Run() {
    const Term value = Or();
    Skip();
    if (problem_.empty() && rest_.starts_with('=')) problem_ = "a = alone compares nothing; equal is ==";
    if (problem_.empty() && !rest_.empty()) problem_ = "\"" + std::string(rest_.substr(0, 20)) + "\" can't stand here";
    if (!problem_.empty()) return Error{problem_};
    const bool* const holds = std::get_if<bool>(&value);
    if (holds == nullptr) return Error{"a condition is true or false; this is neither"};
    return *holds;
  }

 private:
  static constexpr int kMaxDepth = 64;

  void Skip() {
    while (!rest_.empty() && static_cast<unsigned char>(rest_.front()) <= ' ') rest_.remove_prefix(1);
  }
  bool Take(std::string_view token) {
    Skip();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  bool TakeWord(std::string_view word) {
    Skip();
    if (!rest_.starts_with(word)) return false;
    if (rest_.size() > word.size() && (isalnum(static_cast<unsigned char>(rest_[word.size()])) != 0 || rest_[word.size()] == '_')) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  Term Fail(const std::string& why) {
    if (problem_.empty()) problem_ = why;
    rest_ = {};
    return {};
  }
  bool Truth(const Term& term) {
    const bool* const flag = std::get_if<bool>(&term);
    if (flag == nullptr && !term.is_null()) Fail("`and`, `or` and `not` are for what is true or false");
    return flag != nullptr && *flag;
  }

  Term Or() {
    if (++depth_ > kMaxDepth) return Fail("too many parentheses");
    Term left = And();
    while (TakeWord("or")) {
      const bool a = Truth(left), b = Truth(And());
      left = a || b;
    }
    --depth_;
    return left;
  }
  Term And() {
    Term left = Not();
    while (TakeWord("and")) {
      const bool a = Truth(left), b = Truth(Not());
      left = a && b;
    }
    return left;
  }
  Term Not() {
    if (!TakeWord("not")) return Comparison();
    if (++depth_ > kMaxDepth) return Fail("too many parentheses");
    Term negated = !Truth(Not());
    --depth_;
    return negated;
  }
  Term Comparison() {
    Term left = Sum();
    if (Take("==")) return Equal(left, Sum());
    if (Take("!=")) return !Equal(left, Sum());
    for (const std::string_view sign : {"<=", ">=", "<", ">"}) {
      if (!Take(sign)) continue;
      const Term right = Sum();
      if (left.is_null() || right.is_null()) return false;
      const bool numbers = left.number() != nullptr && right.number() != nullptr;
      if (!numbers && (left.text() == nullptr || right.text() == nullptr)) return Fail("only numbers with numbers and texts with texts are more or less");
      const auto order = numbers ? (*left.number() < *right.number() ? -1 : *left.number() > *right.number() ? 1 : 0) : left.text()->compare(*right.text());
      return sign == "<" ? order < 0 : sign == "<=" ? order <= 0 : sign == ">" ? order > 0 : order >= 0;
    }
    return left;
  }
  Term Sum() {
    Term left = Product();
    while (true) {
      const char sign = Take("+") ? '+' : Take("-") ? '-' : 0;
      if (sign == 0) return left;
      left = Calculate(sign, left, Product());
    }
  }
  Term Product() {
    Term left = Primary();
    while (true) {
      const char sign = Take("*") ? '*' : Take("/") ? '/' : Take("%") ? '%' : 0;
      if (sign == 0) return left;
      left = Calculate(sign, left, Primary());
    }
  }
  Term Calculate(char sign, const Term& left, const Term& right) {
    if (left.number() == nullptr || right.number() == nullptr) return Fail(std::string("`") + sign + "` is for numbers");
    const double a = *left.number(), b = *right.number();
    if ((sign == '/' || sign == '%') && b == 0) return Fail("a division by zero");
    return sign == '+' ? a + b : sign == '-' ? a - b : sign == '*' ? a * b : sign == '/' ? a / b : std::fmod(a, b);
  }

  Term Primary() {
    Skip();
    if (rest_.empty()) return Fail("the condition ends too early");
    if (Take("(")) {
      Term inner = Or();
      return Take(")") ? inner : Fail("a ( is not closed");
    }
    if (Take("${")) return Variable();
    if (rest_.front() == '\'' || rest_.front() == '"') return Quoted();
    if (Take("[")) {
      Terms items = List("]");
      return problem_.empty() ? Term(std::move(items)) : Term();
    }
    if (Take("{")) return Braces();
    if (TakeWord("true") || TakeWord("TRUE")) return true;
    if (TakeWord("false") || TakeWord("FALSE")) return false;
    if (TakeWord("null")) return {};
    if (isalpha(static_cast<unsigned char>(rest_.front())) != 0) return Call();
    double number = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc()) return Fail("\"" + std::string(rest_.substr(0, 20)) + "\" can't stand here");
    rest_.remove_prefix(static_cast<size_t>(end - rest_.data()));
    return number;
  }
  Term Quoted() {
    const char quote = rest_.front();
    std::string text;
    for (size_t at = 1; at < rest_.size(); ++at) {
      if (rest_[at] == quote) {
        rest_.remove_prefix(at + 1);
        return text;
      }
      if (rest_[at] == '\\' && at + 1 < rest_.size()) ++at;
      text += rest_[at];
    }
    return Fail("a quote is not closed");
  }
  // {a: 1, 'b': 2}
  Term Braces() {
    Dict dict;
    if (++depth_ > kMaxDepth) return Fail("too many parentheses");
    while (problem_.empty() && !Take("}")) {
      Skip();
      size_t length = 0;
      while (length < rest_.size() && (isalnum(static_cast<unsigned char>(rest_[length])) != 0 || rest_[length] == '_')) ++length;
      if (length == 0 && (rest_.empty() || (rest_.front() != '\'' && rest_.front() != '"'))) return Fail("a key is missing after {");
      dict.keys.push_back(length == 0 ? ToText(Quoted()) : std::string(rest_.substr(0, length)));
      rest_.remove_prefix(std::min(length, rest_.size()));
      if (!Take(":")) return Fail("a : is missing after the key " + dict.keys.back());
      dict.values.push_back(Or());
      if (Take("}")) break;
      if (!Take(",")) return Fail("a , or } is missing");
    }
    --depth_;
    return problem_.empty() ? Term(std::move(dict)) : Term();
  }
  Term Variable() {
    const size_t end = rest_.find('}');
    if (end == std::string_view::npos) return Fail("${ without its closing }");
    Node node;
    node.kind = Node::Kind::kScalar;
    node.text = "${" + std::string(rest_.substr(0, end + 1));
    rest_.remove_prefix(end + 1);
    Diagnostics unresolved;
    ExpandVariables(node, look_up_, unresolved);
    return unresolved.ok() ? Typed(node.text) : Term();
  }
  Terms List(std::string_view end) {
    Terms items;
    if (++depth_ > kMaxDepth) return Fail("too many parentheses"), items;
    while (problem_.empty() && !Take(end)) {
      items.push_back(Or());
      if (Take(end)) break;
      if (!Take(",")) Fail("a , or " + std::string(end) + " is missing");
    }
    --depth_;
    return items;
  }

  Term Call() {
    size_t length = 0;
    while (length < rest_.size() && isalnum(static_cast<unsigned char>(rest_[length])) != 0) ++length;
    const std::string name(rest_.substr(0, length));
    rest_.remove_prefix(length);
    if (!Take("(")) return Fail("\"" + name + "\" is neither a function nor a quoted text");
    const Terms arguments = List(")");
    return problem_.empty() ? Apply(name, arguments) : Term();
  }
  Term Apply(const std::string& name, const Terms& a) {
    const auto has = [&a](size_t count) { return a.size() == count; };
    if (name == "length" && has(1)) {
      const auto* const list = std::get_if<Terms>(a.data());
      if (const auto* const dict = std::get_if<Dict>(a.data())) return static_cast<double>(dict->keys.size());
      return static_cast<double>(list != nullptr ? list->size() : ToText(a[0]).size());
    }
    if (name == "string" && has(1)) return ToText(a[0]);
    if (name == "number" && has(1)) {
      const auto number = ParseFloat(ToText(a[0]));
      return number ? Term(*number) : Fail("number: \"" + ToText(a[0]) + "\" is none");
    }
    if (name == "concat") {
      std::string all;
      for (const Term& term : a) all += ToText(term);
      return all;
    }
    if (name == "startsWith" && has(2)) return ToText(a[0]).starts_with(ToText(a[1]));
    if (name == "endsWith" && has(2)) return ToText(a[0]).ends_with(ToText(a[1]));
    if (name == "stringContains" && has(2)) return ToText(a[0]).find(ToText(a[1])) != std::string::npos;
    if (name == "indexOf" && a.size() >= 2) {
      const size_t at = ToText(a[0]).find(ToText(a[1]));
      return at == std::string::npos ? -1.0 : static_cast<double>(at);
    }
    if (name == "arrayContains" && a.size() >= 2) return ArrayContains(a);
    if (name == "hasKey" && a.size() >= 2) return HasKey(a);
    if (name == "match" && a.size() >= 2) return Match(a);
    constexpr std::pair<std::string_view, char> kArithmetic[] = {{"add", '+'}, {"subtract", '-'}, {"multiply", '*'}, {"divide", '/'}, {"modulo", '%'}};
    for (const auto& [function, sign] : kArithmetic) {
      if (name == function && has(2)) return Calculate(sign, a[0], a[1]);
    }
    return Fail("there is no function " + name + " of " + std::to_string(a.size()) + " arguments");
  }
  Term ArrayContains(const Terms& a) {
    const auto* const list = std::get_if<Terms>(a.data());
    if (list == nullptr) return a[0].is_null() ? Term(false) : Fail("arrayContains wants a list first");
    for (size_t i = 1; i < a.size(); ++i) {
      for (const Term& item : *list) {
        if (Equal(item, a[i])) return true;
      }
    }
    return false;
  }
  // One of the keys is enough.
  Term HasKey(const Terms& a) {
    const auto* const dict = std::get_if<Dict>(a.data());
    if (dict == nullptr) return a[0].is_null() ? Term(false) : Fail("hasKey wants a mapping first, {key: value}");
    return std::any_of(a.begin() + 1, a.end(), [dict](const Term& key) { return std::ranges::find(dict->keys, ToText(key)) != dict->keys.end(); });
  }
  Term Match(const Terms& a) {
    for (size_t i = 1; i < a.size(); ++i) {
      const auto regex = Regex::Compile(ToText(a[i]));
      if (!regex.ok()) return Fail("match: " + regex.error().message);
      if (regex->Search(ToText(a[0]))) return true;
    }
    return false;
  }

  std::string_view rest_;
  const LookUp& look_up_;
  std::string problem_;
  int depth_ = 0;
};

}  // namespace

Result<bool> EvaluateCondition(std::string_view condition, const LookUp& look_up) { return Evaluator(condition, look_up).Run(); }

}  // namespace flowship::config
