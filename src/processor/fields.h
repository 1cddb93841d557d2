#pragma once
// What nearly every processor does: take a field's path from its options, and read a field as text by Elasticsearch's rules.

#include <string_view>

#include "pipeline/processor.h"

namespace flowship {

// A path that is no template. RequireField: its absence is an error.
FieldPath RequireField(config::Options& options, CompileContext& context, std::string_view name = "field");
FieldPath TakeField(config::Options& options, CompileContext& context, std::string_view name, const FieldPath& fallback);
FieldPath TakeField(config::Options& options, CompileContext& context, std::string_view name, std::string_view fallback);

// A text that may be a template. Errors are reported and give a template of nothing.
Template TakeTemplate(config::Options& options, std::string_view name, const std::string& fallback);

enum class Read : uint8_t {
  kValue,
  kNone,    // missing or null, and that is to be ignored: the processor leaves the document alone
  kFailed,  // document.failure() says why
};
inline RunResult WithoutValue(Read read) { return read == Read::kNone ? RunResult::kOk : RunResult::kFailed; }

// The field's value; a null is `field [x] is null, <cannot>`.
Read ReadValue(Document& document, const FieldPath& path, bool ignore_missing, std::string_view cannot, Value* value);
// The same for a string; another type is `field [x] of type [java.lang.Integer] cannot be cast to [java.lang.String]`.
Read ReadText(Document& document, const FieldPath& path, bool ignore_missing, std::string_view cannot, std::string_view* text);

// `class A cannot be cast to class B (…)`, where Java's own cast fails.
bool FailClassCast(Document& document, const Value& value, std::string_view java_type);
bool FailCast(Document& document, const FieldPath& path, const Value& value, std::string_view java_type);

}  // namespace flowship
