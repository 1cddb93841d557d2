// join: the elements of a list as one text, with a separator between them. Elasticsearch, "Join processor".

#include <algorithm>

#include "event/json_writer.h"
#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

class Join : public Processor {
 public:
  Join(FieldPath field, FieldPath target, std::string separator) : field_(std::move(field)), target_(std::move(target)), separator_(std::move(separator)) {}

  RunResult Run(Document& document) const override {
    Value value;
    const Read read = ReadValue(document, field_, false, "cannot join.", &value);
    if (read != Read::kValue) return WithoutValue(read);
    if (!value.is_array()) return OkOrFailed(FailCast(document, field_, value, "java.util.List"));
    Arena& arena = document.arena();
    const Array& list = *value.as_array();
    std::string_view* const texts = arena.NewArray<std::string_view>(list.size() + 1);
    size_t size = 0;
    for (size_t i = 0; i < list.size(); ++i) {
      if (list[i].is_null()) return OkOrFailed(document.Fail("null_pointer_exception", kNoReason));
      texts[i] = JavaText(list[i], arena);
      size += texts[i].size() + separator_.size();
    }
    char* const joined = arena.NewBytes(size);
    char* out = joined;
    for (size_t i = 0; i < list.size(); ++i) {
      if (i > 0) out = std::copy(separator_.begin(), separator_.end(), out);
      out = std::copy(texts[i].begin(), texts[i].end(), out);
    }
    return OkOrFailed(document.Set(target_, Value::String({joined, static_cast<size_t>(out - joined)})));
  }

 private:
  const FieldPath field_, target_;
  const std::string separator_;
};

}  // namespace

std::unique_ptr<const Processor> CompileJoin(config::Options& options, CompileContext& context) {
  FieldPath field = RequireField(options, context);
  FieldPath target = TakeField(options, context, "target_field", field);
  std::string separator = options.RequireString("separator");
  return std::make_unique<Join>(std::move(field), std::move(target), std::move(separator));
}

}  // namespace flowship
