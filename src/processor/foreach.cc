// foreach: runs one processor over each element of a list or each value of a map, as `_ingest._value` (and `_ingest._key`), and puts what becomes
// of them back into the field. Elasticsearch, "Foreach processor".

#include "processor/fields.h"
#include "processor/processors.h"

namespace flowship {

namespace {

class Foreach : public Processor {
 public:
  Foreach(FieldPath field, bool ignore_missing, std::unique_ptr<const Processor> processor)
      : field_(std::move(field)), ignore_missing_(ignore_missing), processor_(std::move(processor)) {}

  RunResult Run(Document& document) const override {
    Value value;
    const Read read = ReadValue(document, field_, ignore_missing_, "cannot loop over its elements.", &value);
    if (read != Read::kValue) return WithoutValue(read);
    if (value.is_array()) return RunList(document, *value.as_array());
    if (value.is_object()) return RunMap(document, *value.as_object());
    return OkOrFailed(
        document.Illegal("field [{}] of type [{}] cannot be cast to a list or map", field_.text, JavaTypeName(value)));
  }

 private:
  // A member of `_ingest` that is set for one element; the one of an outer foreach comes back afterwards.
  class IngestMember {
   public:
    IngestMember(Document& document, std::string_view name, Value value) : document_(document), key_(document.keys().Get(name)) {
      const Value* const old = document.ingest()->Find(key_);
      if (old != nullptr) old_ = *old;
      document.ingest()->Set(key_, value, document.arena());
    }
    ~IngestMember() { document_.ingest()->Set(key_, old_, document_.arena()); }
    IngestMember(const IngestMember&) = delete;
    IngestMember& operator=(const IngestMember&) = delete;
    Value Now() const {
      const Value* const now = document_.ingest()->Find(key_);
      return now == nullptr ? Value::Null() : *now;
    }

   private:
    Document& document_;
    const Key key_;
    Value old_;
  };

  RunResult RunList(Document& document, const Array& values) const {
    Array* const results = Array::New(document.arena(), values.size());
    // The list may be changed by what runs over it: its elements are those of the beginning.
    const Array& elements = *CopyOf(document, values);
    RunResult end = RunResult::kOk;
    for (const Value& element : elements) {
      const IngestMember value(document, "_value", element);
      if (!Continues(processor_->Run(document), &end)) return end;
      results->Push(value.Now(), document.arena());
    }
    return document.Set(field_, Value::Of(results)) ? end : RunResult::kFailed;
  }

  RunResult RunMap(Document& document, const Object& values) const {
    Arena& arena = document.arena();
    Object* const results = Object::New(arena, values.size());
    Object* const elements = Object::New(arena, values.size());
    for (const Object::Entry& entry : values) elements->Add(entry.key, entry.value, arena);
    RunResult end = RunResult::kOk;
    for (const Object::Entry& entry : *elements) {
      const IngestMember key(document, "_key", Value::String(entry.key.text()));
      const IngestMember value(document, "_value", entry.value);
      if (!Continues(processor_->Run(document), &end)) return end;
      const Value name = key.Now();
      if (name.is_string() && !name.as_text().empty()) results->Set(document.keys().Get(name.as_text()), value.Now(), arena);
    }
    return document.Set(field_, Value::Of(results)) ? end : RunResult::kFailed;
  }

  // terminate and reroute inside end the pipeline after the loop; a failure and drop end the loop.
  static bool Continues(RunResult result, RunResult* end) {
    if (result != RunResult::kOk) *end = result;
    return result != RunResult::kFailed && result != RunResult::kDropped;
  }

  static const Array* CopyOf(Document& document, const Array& values) {
    Array* const copy = Array::New(document.arena(), values.size());
    for (const Value& value : values) copy->Push(value, document.arena());
    return copy;
  }

  const FieldPath field_;
  const bool ignore_missing_;
  const std::unique_ptr<const Processor> processor_;
};

}  // namespace

std::unique_ptr<const Processor> CompileForeach(config::Options& options, CompileContext& context) {
  FieldPath field = RequireField(options, context);
  const bool ignore_missing = options.TakeBool("ignore_missing", false);
  const auto node = options.TakeMapping("processor");
  if (!node) {
    options.Error("processor", "[processor] required property is missing");
    return nullptr;
  }
  auto processor = context.compile_nested(*node);
  if (processor == nullptr) return nullptr;
  return std::make_unique<Foreach>(std::move(field), ignore_missing, std::move(processor));
}

}  // namespace flowship
