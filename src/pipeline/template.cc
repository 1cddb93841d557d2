#include "pipeline/template.h"

#include <algorithm>

#include "event/json_escape.h"
#include "event/json_writer.h"

namespace flowship {

// The values that a name is looked up in, innermost first; the document itself is behind the last.
struct Template::Scope {
  Value value;
  const Scope* outer = nullptr;
};

namespace {

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool IsFalsy(const Value& value) {
  switch (value.kind()) {
    case Kind::kNull: return true;
    case Kind::kBool: return !value.as_bool();
    case Kind::kString: return value.as_text().empty();
    case Kind::kArray: return value.as_array()->empty();
    default: return false;
  }
}

// Elasticsearch shows mustache.java a list as a map by index, so as to make {{list.0}} possible; as a text it is that map's: {0=a, 1=b}.
std::string_view ListText(const Array& list, Arena& arena) {
  std::string text = "{";
  for (uint32_t i = 0; i < list.size(); ++i) text.append(i == 0 ? "" : ", ").append(std::to_string(i)).append("=").append(JavaText(list[i], arena));
  return arena.Copy(text += '}');
}

// Sections that are Elasticsearch's functions: {{#toJson}}name{{/toJson}}, {{#join delimiter='-'}}name{{/join delimiter='-'}}, {{#url}}text{{/url}}.
enum class Function : uint8_t { kNone, kToJson, kJoin, kUrl };

Function FunctionOf(std::string_view section, std::string_view* delimiter) {
  constexpr std::string_view kJoin = "join delimiter='";
  *delimiter = ",";
  if (section == "toJson") return Function::kToJson;
  if (section == "url") return Function::kUrl;
  if (section == "join") return Function::kJoin;
  if (!section.starts_with(kJoin) || !section.ends_with('\'') || section.size() == kJoin.size()) return Function::kNone;
  *delimiter = section.substr(kJoin.size(), section.size() - kJoin.size() - 1);
  return Function::kJoin;
}

std::string_view JoinedText(const Array& list, std::string_view delimiter, Arena& arena) {
  std::string text;
  for (uint32_t i = 0; i < list.size(); ++i) text.append(i == 0 ? "" : delimiter).append(JavaText(list[i], arena));
  return arena.Copy(text);
}

// `rest` below `at`, part by part.
Value Descend(Value at, std::string_view rest) {
  while (true) {
    const size_t dot = rest.find('.');
    const std::string_view part = rest.substr(0, dot);
    if (at.is_object()) {
      const Value* const child = at.as_object()->Find(part);
      if (child == nullptr) return Value::Null();
      at = *child;
    } else if (at.is_array() && part == "size") {
      at = Value::Int(static_cast<int32_t>(at.as_array()->size()));
    } else if (at.is_array()) {
      size_t index = 0;
      for (const char c : part) {
        if (c < '0' || c > '9' || index > at.as_array()->size()) return Value::Null();
        index = index * 10 + static_cast<size_t>(c - '0');
      }
      if (part.empty() || index >= at.as_array()->size()) return Value::Null();
      at = (*at.as_array())[index];
    } else {
      return Value::Null();
    }
    if (dot == std::string_view::npos) return at;
    rest.remove_prefix(dot + 1);
  }
}

}  // namespace

Result<Template> Template::Compile(std::string_view text, Escape escape) {
  Template compiled;
  compiled.text_ = text;
  compiled.escape_ = escape;
  compiled.constant_ = text.find("{{") == std::string_view::npos;
  if (compiled.constant_) return compiled;
  size_t at = 0;
  auto parts = ParseParts(text, &at, {});
  if (!parts.ok()) return parts.error();
  compiled.parts_ = *std::move(parts);
  if (compiled.parts_.size() == 1 && compiled.parts_[0].op == Op::kRaw && compiled.parts_[0].text != ".") {
    for (std::string_view rest = compiled.parts_[0].text;;) {
      const size_t dot = rest.find('.');
      compiled.field_.push_back({std::string(rest.substr(0, dot)), {}});
      if (dot == std::string_view::npos) break;
      rest.remove_prefix(dot + 1);
    }
  }
  return compiled;
}

Result<std::vector<Template::Part>> Template::ParseParts(std::string_view text, size_t* at, std::string_view section) {
  std::vector<Part> parts;
  while (true) {
    const size_t open = text.find("{{", *at);
    const std::string_view literal = text.substr(*at, open == std::string_view::npos ? open : open - *at);
    if (!literal.empty()) parts.push_back({Op::kText, std::string(literal), {}});
    if (open == std::string_view::npos) {
      if (!section.empty()) return Error{"template: section {{#" + std::string(section) + "}} is not closed"};
      *at = text.size();
      return parts;
    }
    const bool triple = text.substr(open).starts_with("{{{");
    const std::string_view closing = triple ? "}}}" : "}}";
    const size_t start = open + closing.size();
    const size_t close = text.find(closing, start);
    if (close == std::string_view::npos) return Error{"template: {{ at offset " + std::to_string(open) + " is not closed"};
    std::string_view name = Trim(text.substr(start, close - start));
    *at = close + closing.size();
    const char sigil = !triple && !name.empty() ? name.front() : '\0';
    if (sigil == '!') continue;
    if (sigil == '&' || sigil == '#' || sigil == '^' || sigil == '/') name = Trim(name.substr(1));
    if (sigil == '/') {
      if (name != section) return Error{"template: {{/" + std::string(name) + "}} closes no section of that name"};
      return parts;
    }
    if (sigil == '#' || sigil == '^') {
      auto body = ParseParts(text, at, name);
      if (!body.ok()) return body.error();
      std::string_view delimiter;
      const Function function = sigil == '#' ? FunctionOf(name, &delimiter) : Function::kNone;
      if ((function == Function::kToJson || function == Function::kJoin) && body->size() != 1) {
        return Error{"Mustache function [" + std::string(name.substr(0, name.find(' '))) + "] must contain one and only one identifier"};
      }
      parts.push_back({sigil == '#' ? Op::kSection : Op::kInverted, std::string(name), *std::move(body)});
      continue;
    }
    parts.push_back({triple || sigil == '&' ? Op::kRaw : Op::kVariable, std::string(name), {}});
  }
}

Value Template::Look(const Scope& scope, std::string_view name, Document& document) {
  if (name == ".") return scope.value;
  const std::string_view first = name.substr(0, name.find('.'));
  for (const Scope* at = &scope; at != nullptr; at = at->outer) {
    // A key that is the whole name, dots included, goes first.
    if (const Value* const whole = at->value.is_object() && first.size() != name.size() ? at->value.as_object()->Find(name) : nullptr) return *whole;
    if (at->value.is_object() && at->value.as_object()->Find(first) != nullptr) return Descend(at->value, name);
  }
  const auto below = [name](Object* object, std::string_view prefix) {
    return name.size() == prefix.size() ? Value::Of(object) : Descend(Value::Of(object), name.substr(prefix.size() + 1));
  };
  if (first == "_ingest") return below(document.ingest(), first);
  if (first == "_source") return below(document.root(), first);
  if (IsMetadataField(first)) return Descend(Value::Of(document.metadata()), name);
  return Value::Null();
}

void Template::AppendEscaped(std::string_view text, Buffer& out) const {
  switch (escape_) {
    case Escape::kNone:
      out.Append(text);
      return;
    case Escape::kJson:
      out.Advance(WriteEscaped(text, out.Reserve(kJsonEscapedGrowth * text.size())));
      return;
    case Escape::kUrlEncoded: {
      static constexpr char kDigits[] = "0123456789ABCDEF";
      for (const char c : text) {
        const auto byte = static_cast<uint8_t>(c);
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '*' || c == '_') {
          out.Append(c);
        } else if (c == ' ') {
          out.Append('+');
        } else {
          const char escaped[] = {'%', kDigits[byte >> 4], kDigits[byte & 15]};
          out.Append({escaped, 3});
        }
      }
      return;
    }
  }
}

void Template::RenderParts(const std::vector<Part>& parts, const Scope& scope, Document& document, Buffer& out) const {
  for (const Part& part : parts) {
    if (part.op == Op::kText) {
      out.Append(part.text);
      continue;
    }
    std::string_view delimiter;
    if (const Function function = part.op == Op::kSection ? FunctionOf(part.text, &delimiter) : Function::kNone; function == Function::kUrl) {
      Buffer inner;
      RenderParts(part.body, scope, document, inner);
      Template encoder;
      encoder.escape_ = Escape::kUrlEncoded;
      encoder.AppendEscaped(inner.view(), out);
      continue;
    } else if (function != Function::kNone) {
      const std::string_view name = part.body[0].text;
      const Value value = part.body[0].op == Op::kText ? Look(scope, name, document) : Value::Null();
      if (function == Function::kJoin) {
        out.Append(value.is_array() ? JoinedText(*value.as_array(), delimiter, document.arena()) : name);
      } else if (value.is_object() || value.is_array()) {
        WriteJson(value, out);
      } else if (!value.is_null()) {
        out.Append(JavaText(value, document.arena()));
      }
      continue;
    }
    const Value value = Look(scope, part.text, document);
    if (part.op == Op::kVariable || part.op == Op::kRaw) {
      if (value.is_null()) continue;
      const std::string_view text = value.is_array() ? ListText(*value.as_array(), document.arena()) : JavaText(value, document.arena());
      part.op == Op::kRaw ? out.Append(text) : AppendEscaped(text, out);
    } else if (part.op == Op::kInverted) {
      if (IsFalsy(value)) RenderParts(part.body, scope, document, out);
    } else if (value.is_array()) {
      for (const Value& item : *value.as_array()) RenderParts(part.body, Scope{item, &scope}, document, out);
    } else if (!IsFalsy(value)) {
      RenderParts(part.body, Scope{value, &scope}, document, out);
    }
  }
}

const Value* Template::FieldText(Document& document) const {
  if (field_.empty()) return nullptr;
  const Object* at = document.root();
  if (field_.size() > 1 && at->Find(parts_[0].text) != nullptr) return nullptr;  // a key with dots
  for (const Name& name : field_) {
    const Value* const value = at->Find(name.text, name.hint);
    if (value == nullptr) return nullptr;
    if (&name == &field_.back()) return value->is_string() ? value : nullptr;
    if (!value->is_object()) return nullptr;
    at = value->as_object();
  }
  return nullptr;
}

std::string_view Template::Render(Document& document) const {
  if (constant_) return text_;
  if (document.tracer != nullptr) document.tracer->Abort();
  if (const Value* const text = FieldText(document)) return text->as_text();
  Buffer out;
  RenderParts(parts_, Scope{Value::Of(document.root()), nullptr}, document, out);
  return document.arena().Copy(out.view());
}

Value Template::RenderValue(Document& document) const {
  const Value* const text = FieldText(document);
  return text == nullptr ? Value::String(Render(document)) : *text;
}

bool PathTemplate::ResolveTemplate(Document& document, std::optional<PathRef>* path) const {
  const std::string_view text = template_->Render(document);
  PathRoot root = PathRoot::kSource;
  std::vector<FieldPath::Part>& parts = document.context().path_scratch;
  if (!ParsePath(text, document.keys(), &root, &parts)) {
    return text.empty() ? document.Illegal("{}", kEmptyPath) : document.Illegal("path [{}] is not valid", text);
  }
  // The parts move to the arena: another template may be resolved while this path is in use.
  FieldPath::Part* const own = document.arena().NewArray<FieldPath::Part>(parts.size());
  std::copy(parts.begin(), parts.end(), own);
  path->emplace(root, std::span<const FieldPath::Part>(own, parts.size()), text);
  return true;
}

// A node of a value that holds a template somewhere below.
struct ValueTemplate::Piece {
  enum class Kind : uint8_t { kConstant, kTemplate, kArray, kObject };
  Kind kind = Kind::kConstant;
  Value constant;
  Template text;
  std::vector<Piece> children;
  std::vector<Template> names;  // of the members of an object
};

Result<ValueTemplate> ValueTemplate::Compile(Value value, Template::Escape escape) {
  struct Compiler {
    Template::Escape escape;
    bool constant = true;
    Result<Piece> Build(const Value& from) {
      Piece piece;
      piece.constant = from;
      if (from.is_string() && from.as_text().find("{{") != std::string_view::npos) {
        auto text = Template::Compile(from.as_text(), escape);
        if (!text.ok()) return text.error();
        piece.kind = Piece::Kind::kTemplate;
        piece.text = *std::move(text);
        constant = false;
      } else if (from.is_array()) {
        piece.kind = Piece::Kind::kArray;
        for (const Value& item : *from.as_array()) {
          auto child = Build(item);
          if (!child.ok()) return child.error();
          piece.children.push_back(*std::move(child));
        }
      } else if (from.is_object()) {
        piece.kind = Piece::Kind::kObject;
        for (const Object::Entry& entry : *from.as_object()) {
          auto name = Template::Compile(entry.key.text(), escape);
          auto child = Build(entry.value);
          if (!name.ok()) return name.error();
          if (!child.ok()) return child.error();
          constant = constant && name->is_constant();
          piece.names.push_back(*std::move(name));
          piece.children.push_back(*std::move(child));
        }
      }
      return piece;
    }
  };
  Compiler compiler{escape};
  auto piece = compiler.Build(value);
  if (!piece.ok()) return piece.error();
  ValueTemplate compiled;
  compiled.value_ = value;
  compiled.constant_ = compiler.constant;
  if (!compiled.constant_) compiled.piece_ = std::make_shared<const Piece>(*std::move(piece));
  return compiled;
}

Value ValueTemplate::Render(Document& document) const {
  if (!constant_) return RenderPiece(*piece_, document);
  return value_.is_array() || value_.is_object() ? DeepCopy(value_, document.arena()) : value_;
}

Value ValueTemplate::RenderPiece(const Piece& piece, Document& document) const {
  Arena& arena = document.arena();
  switch (piece.kind) {
    case Piece::Kind::kConstant:
      return piece.constant;
    case Piece::Kind::kTemplate:
      return piece.text.RenderValue(document);
    case Piece::Kind::kArray: {
      Array* const array = Array::New(arena, piece.children.size());
      for (const Piece& child : piece.children) array->Push(RenderPiece(child, document), arena);
      return Value::Of(array);
    }
    case Piece::Kind::kObject: {
      Object* const object = Object::New(arena, piece.children.size());
      for (size_t i = 0; i < piece.children.size(); ++i) {
        object->Set(document.keys().Get(piece.names[i].Render(document)), RenderPiece(piece.children[i], document), arena);
      }
      return Value::Of(object);
    }
  }
  return Value::Null();
}

}  // namespace flowship
