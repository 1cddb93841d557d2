#pragma once
// Mustache templates as ingest pipelines use them: {{a.b}} (escaped for JSON), {{{a.b}}} and {{&a.b}} (as it is), {{#a}}…{{/a}}, {{^a}}…{{/a}},
// {{! comment }}, {{.}} and list indices in sections. mustache(5); Elasticsearch, "Access source fields in a processor: template snippets".
//
// Compiled once. A text without {{ is a constant and costs nothing at run time. Missing fields render as nothing.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/node.h"
#include "pipeline/document.h"

namespace flowship {

class Template {
 public:
  enum class Escape : uint8_t { kJson, kNone, kUrlEncoded };

  // Errors of syntax (a section that is not closed) say what and where in the text.
  static Result<Template> Compile(std::string_view text, Escape escape = Escape::kJson);

  bool is_constant() const { return constant_; }
  const std::string& text() const { return text_; }  // as written
  // The text is the template's own or in the document's arena.
  std::string_view Render(Document& document) const;
  // The same as a value.
  Value RenderValue(Document& document) const;

 private:
  enum class Op : uint8_t { kText, kVariable, kRaw, kSection, kInverted };
  struct Part {
    Op op;
    std::string text;        // literal, or the variable's name
    std::vector<Part> body;  // of a section
  };
  struct Name {
    std::string text;
    mutable PositionHint hint;
  };
  struct Scope;

  static Result<std::vector<Part>> ParseParts(std::string_view text, size_t* at, std::string_view section);
  void RenderParts(const std::vector<Part>& parts, const Scope& scope, Document& document, Buffer& out) const;
  // The text of the one field that the template is; nullptr: it is more than that, or the field is no text.
  const Value* FieldText(Document& document) const;
  static Value Look(const Scope& scope, std::string_view name, Document& document);
  void AppendEscaped(std::string_view text, Buffer& out) const;

  bool constant_ = true;
  Escape escape_ = Escape::kJson;
  std::string text_;
  std::vector<Part> parts_;
  std::vector<Name> field_;  // of a template that is one {{{a.b.c}}} and nothing else
};

inline constexpr std::string_view kEmptyPath = "path cannot be null nor empty";  // why a template's path is none

// A field path that may be a template.
class PathTemplate {
 public:
  PathTemplate() = default;
  explicit PathTemplate(FieldPath path) : path_(std::move(path)) {}
  explicit PathTemplate(Template text) : template_(std::make_shared<Template>(std::move(text))) {}

  bool empty() const { return template_ == nullptr && path_.parts.empty(); }
  const FieldPath& path() const { return path_; }  // of one that is constant
  bool is_constant() const { return template_ == nullptr; }
  // The path for this document; its parts live until the next Resolve of any template with the same document. False: it renders to no valid path.
  bool Resolve(Document& document, std::optional<PathRef>* path) const {
    if (template_ == nullptr) return path->emplace(path_), true;
    return ResolveTemplate(document, path);
  }

 private:
  bool ResolveTemplate(Document& document, std::optional<PathRef>* path) const;

  FieldPath path_;
  std::shared_ptr<const Template> template_;
};

// A value whose strings may be templates: what `set` and `append` write. Objects and lists are templates all the way down.
class ValueTemplate {
 public:
  ValueTemplate() = default;
  // `value` lives in the key set's arena.
  static Result<ValueTemplate> Compile(Value value, Template::Escape escape = Template::Escape::kJson);
  // A fresh value for this document: lists and objects are own copies.
  Value Render(Document& document) const;
  bool is_constant() const { return constant_; }
  // A constant that needs no copy: Render gives it for every document.
  bool is_scalar_constant() const { return constant_ && !value_.is_array() && !value_.is_object(); }
  const Value& constant() const { return value_; }

 private:
  struct Piece;
  Value RenderPiece(const Piece& piece, Document& document) const;

  bool constant_ = true;
  Value value_;
  std::shared_ptr<const Piece> piece_;
};

}  // namespace flowship
