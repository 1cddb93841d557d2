#include "edge/when.h"

#include <algorithm>

#include "base/regex.h"
#include "edge/network.h"

namespace flowship {

namespace {

using ConditionPtr = std::unique_ptr<const EdgeCondition>;

struct FieldValue {
  FieldPath path;
  config::Node value;
};

// Fields and what is asked of them; nested names are put together with dots.
void Flatten(const config::Node& node, const std::string& above, CompileContext& context, std::vector<FieldValue>* out) {
  for (const config::Node::Member& member : node.members) {
    const std::string name = above.empty() ? member.key : above + "." + member.key;
    if (member.value.is_mapping()) {
      Flatten(member.value, name, context, out);
    } else {
      out->push_back({context.Path(name, member.place), member.value});
    }
  }
}

struct IsThere {
  bool Holds(const Value&) const { return true; }
};

// A test of one field; all tests of a condition have to hold.
template <typename TestValue>
class FieldTests : public EdgeCondition {
 public:
  explicit FieldTests(std::vector<std::pair<FieldPath, TestValue>> tests) : tests_(std::move(tests)) {}
  bool Test(Document& document) const override {
    return std::ranges::all_of(tests_, [&document](const auto& test) {
      const Value* const value = document.Get(test.first);
      return value != nullptr && (document.tracer == nullptr ? test.second.Holds(*value) : Traced(*document.tracer, test.second, *value));
    });
  }

 private:
  static bool Traced(Tracer& tracer, const TestValue& test, const Value& value) {
    const bool holds = test.Holds(value);
    // That a field is there is part of what a trace stands for.
    if constexpr (!std::is_same_v<TestValue, IsThere>) (void)tracer.Record({Again, &test}, {&value, 1}, Value::Bool(holds));
    return holds;
  }
  static bool Again(const TraceStep& step, const Value* inputs, TraceContext&, Value* result) {
    *result = Value::Bool(static_cast<const TestValue*>(step.self)->Holds(inputs[0]));
    return true;
  }

  const std::vector<std::pair<FieldPath, TestValue>> tests_;
};

struct IsEqual {
  Value wanted;  // an integer, a text or a boolean
  bool Holds(const Value& value) const {
    if (wanted.is_integral()) return value.is_integral() && value.as_long() == wanted.as_long();
    if (wanted.is_bool()) return value.is_bool() && value.as_bool() == wanted.as_bool();
    return value.is_string() && value.as_text() == wanted.as_text();
  }
};

// The text itself, or one of a list of them.
template <typename Matches>
bool AnyText(const Value& value, Matches matches) {
  if (value.is_string()) return matches(value.as_text());
  if (!value.is_array()) return false;
  return std::ranges::any_of(*value.as_array(), [&matches](const Value& item) { return item.is_string() && matches(item.as_text()); });
}

struct Contains {
  std::string part;
  bool Holds(const Value& value) const {
    return AnyText(value, [this](std::string_view text) { return text.find(part) != std::string_view::npos; });
  }
};

struct MatchesRegex {
  Regex regex;
  bool Holds(const Value& value) const {
    return AnyText(value, [this](std::string_view text) { return regex.Search(text); });
  }
};

struct IsInRange {
  enum class Bound : uint8_t { kGt, kGte, kLt, kLte } bound;
  double limit;
  bool Holds(const Value& value) const {
    if (!value.is_integral() && !value.is_floating()) return false;
    const double number = value.is_floating() ? value.as_double() : static_cast<double>(value.as_long());
    switch (bound) {
      case Bound::kGt: return number > limit;
      case Bound::kGte: return number >= limit;
      case Bound::kLt: return number < limit;
      case Bound::kLte: return number <= limit;
    }
    return false;
  }
};

struct IsInNetwork {
  std::vector<EdgeNetwork> networks;
  bool Holds(const Value& value) const {
    const auto address = value.is_string() ? ParseEdgeAddress(value.as_text()) : std::nullopt;
    return address && std::ranges::any_of(networks, [&address](const EdgeNetwork& network) { return network.Contains(*address); });
  }
};

class AnyOf : public EdgeCondition {
 public:
  explicit AnyOf(std::vector<ConditionPtr> conditions) : conditions_(std::move(conditions)) {}
  bool Test(Document& document) const override {
    return std::ranges::any_of(conditions_, [&document](const ConditionPtr& condition) { return condition->Test(document); });
  }

 private:
  const std::vector<ConditionPtr> conditions_;
};

class AllOf : public EdgeCondition {
 public:
  explicit AllOf(std::vector<ConditionPtr> conditions) : conditions_(std::move(conditions)) {}
  bool Test(Document& document) const override {
    return std::ranges::all_of(conditions_, [&document](const ConditionPtr& condition) { return condition->Test(document); });
  }

 private:
  const std::vector<ConditionPtr> conditions_;
};

class Not : public EdgeCondition {
 public:
  explicit Not(ConditionPtr condition) : condition_(std::move(condition)) {}
  bool Test(Document& document) const override { return !condition_->Test(document); }

 private:
  const ConditionPtr condition_;
};

// Each compiles the value of one field; nullopt after an error was reported.
template <typename TestValue, typename CompileOne>
ConditionPtr CompileFields(const config::Node& node, CompileContext& context, std::string_view name, CompileOne compile_one) {
  if (!node.is_mapping() || node.members.empty()) {
    context.diagnostics.Error(node.place, std::string(name) + " is a mapping of fields");
    return nullptr;
  }
  std::vector<FieldValue> fields;
  Flatten(node, "", context, &fields);
  std::vector<std::pair<FieldPath, TestValue>> tests;
  for (FieldValue& field : fields) {
    if (std::optional<TestValue> test = compile_one(field)) tests.emplace_back(std::move(field.path), *std::move(test));
  }
  return tests.size() == fields.size() ? std::make_unique<FieldTests<TestValue>>(std::move(tests)) : nullptr;
}

ConditionPtr CompileEquals(const config::Node& node, CompileContext& context) {
  return CompileFields<IsEqual>(node, context, "equals", [&context](const FieldValue& field) -> std::optional<IsEqual> {
    const Value wanted = context.ToValue(field.value);
    if (wanted.is_integral() || wanted.is_string() || wanted.is_bool()) return IsEqual{wanted};
    context.diagnostics.Error(field.value.place, "equals compares with a text, a whole number or a boolean");
    return std::nullopt;
  });
}

ConditionPtr CompileContains(const config::Node& node, CompileContext& context) {
  return CompileFields<Contains>(node, context, "contains", [&context](const FieldValue& field) -> std::optional<Contains> {
    if (field.value.is_scalar()) return Contains{field.value.text};
    context.diagnostics.Error(field.value.place, "contains looks for a text");
    return std::nullopt;
  });
}

ConditionPtr CompileRegexp(const config::Node& node, CompileContext& context) {
  return CompileFields<MatchesRegex>(node, context, "regexp", [&context](const FieldValue& field) -> std::optional<MatchesRegex> {
    auto regex = Regex::Compile(field.value.text);
    if (field.value.is_scalar() && regex.ok()) return MatchesRegex{*std::move(regex)};
    context.diagnostics.Error(field.value.place, regex.ok() ? "regexp looks for a regular expression" : regex.error().message);
    return std::nullopt;
  });
}

ConditionPtr CompileRange(const config::Node& node, CompileContext& context) {
  using Bound = IsInRange::Bound;
  return CompileFields<IsInRange>(node, context, "range", [&context](FieldValue& field) -> std::optional<IsInRange> {
    // The last part of the name is the operator.
    static constexpr std::pair<std::string_view, Bound> kBounds[] = {{"gt", Bound::kGt}, {"gte", Bound::kGte}, {"lt", Bound::kLt}, {"lte", Bound::kLte}};
    const std::string_view last = field.path.parts.back().key.text();
    const auto bound = std::ranges::find(kBounds, last, &std::pair<std::string_view, Bound>::first);
    const auto limit = field.value.is_scalar() ? config::ParseFloat(field.value.text) : std::nullopt;
    if (bound == std::end(kBounds) || field.path.parts.size() < 2) {
      context.diagnostics.Error(field.value.place, "range wants lt, lte, gt or gte of a field, as in bytes: {gte: 100}");
    } else if (!limit) {
      context.diagnostics.Error(field.value.place, "range compares with a number");
    } else {
      field.path.parts.pop_back();
      return IsInRange{bound->second, *limit};
    }
    return std::nullopt;
  });
}

ConditionPtr CompileNetwork(const config::Node& node, CompileContext& context) {
  return CompileFields<IsInNetwork>(node, context, "network", [&context](const FieldValue& field) -> std::optional<IsInNetwork> {
    std::vector<config::Node> items = field.value.items;
    if (field.value.is_scalar()) items.push_back(field.value);
    IsInNetwork test;
    for (const config::Node& item : items) {
      const auto network = EdgeNetwork::Parse(item.text);
      if (network) {
        test.networks.push_back(*network);
      } else {
        context.diagnostics.Error(item.place, "\"" + item.text + "\" is no network; give a prefix, as in 192.0.2.0/24, or a name: private, public, loopback …");
      }
    }
    if (!test.networks.empty() && test.networks.size() == items.size()) return test;
    if (items.empty()) context.diagnostics.Error(field.value.place, "network wants a network or a list of them");
    return std::nullopt;
  });
}

ConditionPtr CompileHasFields(const config::Node& node, CompileContext& context) {
  std::vector<std::pair<FieldPath, IsThere>> tests;
  for (const config::Node& item : node.items) {
    if (item.is_scalar()) tests.emplace_back(context.Path(item.text, item.place), IsThere{});
  }
  if (!tests.empty() && tests.size() == node.items.size()) return std::make_unique<FieldTests<IsThere>>(std::move(tests));
  context.diagnostics.Error(node.place, "has_fields is a list of fields");
  return nullptr;
}

template <typename Join>
ConditionPtr CompileJoin(const config::Node& node, CompileContext& context) {
  std::vector<ConditionPtr> conditions;
  for (const config::Node& item : node.items) {
    if (auto condition = CompileWhen(item, context)) conditions.push_back(std::move(condition));
  }
  if (node.items.empty()) context.diagnostics.Error(node.place, "a list of conditions is wanted here");
  return !conditions.empty() && conditions.size() == node.items.size() ? std::make_unique<Join>(std::move(conditions)) : nullptr;
}

ConditionPtr CompileNot(const config::Node& node, CompileContext& context) {
  auto condition = CompileWhen(node, context);
  return condition == nullptr ? nullptr : std::make_unique<Not>(std::move(condition));
}

struct ConditionType {
  std::string_view name;
  ConditionPtr (*compile)(const config::Node& node, CompileContext& context);
};
constexpr ConditionType kTypes[] = {{"and", CompileJoin<AllOf>},    {"contains", CompileContains}, {"equals", CompileEquals},
                                    {"has_fields", CompileHasFields}, {"network", CompileNetwork},   {"not", CompileNot},
                                    {"or", CompileJoin<AnyOf>},     {"range", CompileRange},       {"regexp", CompileRegexp}};
static_assert(std::ranges::is_sorted(kTypes, {}, &ConditionType::name));

// `not.contains.tags: x` is `not: {contains: {tags: x}}`. Members that begin alike are one condition.
config::Node Undotted(const config::Node& node) {
  config::Node whole = node;
  whole.members.clear();
  for (const config::Node::Member& member : node.members) {
    const size_t dot = member.key.find('.');
    const std::string head = member.key.substr(0, dot);
    if (dot == std::string::npos || std::ranges::find(kTypes, std::string_view(head), &ConditionType::name) == std::end(kTypes)) {
      whole.members.push_back(member);
      continue;
    }
    auto group = std::ranges::find(whole.members, head, &config::Node::Member::key);
    if (group == whole.members.end()) {
      group = whole.members.insert(group, {head, member.place, config::Node::Mapping({}, member.place)});
    }
    group->value.members.push_back({member.key.substr(dot + 1), member.place, member.value});
  }
  return whole;
}

}  // namespace

ConditionPtr CompileWhen(const config::Node& given, CompileContext& context) {
  const config::Node node = given.is_mapping() ? Undotted(given) : given;
  if (!node.is_mapping() || node.members.size() != 1) {
    context.diagnostics.Error(node.place, "a condition is one of and, contains, equals, has_fields, network, not, or, range, regexp; join several with and");
    return nullptr;
  }
  const config::Node::Member& member = node.members.front();
  const auto type = std::ranges::find(kTypes, std::string_view(member.key), &ConditionType::name);
  if (type != std::end(kTypes)) return type->compile(member.value, context);
  std::vector<std::string> names;
  for (const ConditionType& known : kTypes) names.emplace_back(known.name);
  const auto nearest = config::Nearest(member.key, names);
  context.diagnostics.Error(member.place, "unknown condition \"" + member.key + "\"" + (nearest ? "; did you mean \"" + *nearest + "\"?" : ""));
  return nullptr;
}

}  // namespace flowship
