// field('a.b') and $('a.b', default): the field API of ingest scripts. A field is the values under a path: none, one, or a list of them.
//
// A path is followed from the root: a key that is the whole rest of it is taken first (`a.b` may be one key), else the shortest part of it that is an
// object. A field that is not there is made by objects, one for each part.
// Source: Elasticsearch's "Painless API reference", contexts "ingest", WriteField.

#include <algorithm>

#include "painless/api_tables.h"
#include "painless/collections.h"
#include "painless/functional.h"
#include "painless/iterator.h"
#include "painless/processors.h"
#include "painless/program.h"
#include "painless/stream.h"
#include "painless/values.h"

namespace flowship::painless {
namespace {

class FieldHost final : public Host {
 public:
  // `root` is ctx, or the object of a nested document.
  FieldHost(Run& run, Object* root, std::string_view path) : Host(TypeId::kField), root_(root), path_(path) { Resolve(run); }
  static bool Is(Type type) { return type == Type(TypeId::kField); }

  std::string_view path() const { return path_; }
  Object* root() const { return root_; }
  bool exists() const { return found_; }
  // The values: of a list its items, of anything else itself, of null none.
  Sequence Values() const {
    if (!found_) return {};
    const Value* const value = parent_->Find(leaf_);
    if (value == nullptr || value->is_null()) return {};
    return IsList(*value) ? Sequence(ListOf(*value).begin(), ListOf(*value).size()) : Sequence(value, 1);
  }
  Value Raw() const {
    const Value* const value = found_ ? parent_->Find(leaf_) : nullptr;
    return value == nullptr ? Value() : *value;
  }

  bool Set(Run& run, Value value) { return (found_ || Create(run)) && MapPutKey(run, Value::Of(parent_), leaf_, value); }
  bool Remove(Run& run) {
    if (!found_) return true;
    if (!run.MayChange(parent_)) return false;
    parent_->Remove(leaf_);
    found_ = false;
    return true;
  }
  void Rename(Run& run, std::string_view path) {
    path_ = path;
    Resolve(run);
  }

 private:
  void Resolve(Run& run) {
    parent_ = root_;
    found_ = false;
    std::string_view rest = path_;
    for (bool deeper = true; deeper;) {
      leaf_ = run.keys.Get(rest);
      found_ = parent_->Find(leaf_) != nullptr;
      if (found_) return;
      deeper = false;
      for (size_t dot = rest.find('.'); dot != std::string_view::npos && !deeper; dot = rest.find('.', dot + 1)) {
        const Value* const inner = parent_->Find(run.keys.Get(rest.substr(0, dot)));
        if (inner == nullptr || !inner->is_object()) continue;
        parent_ = inner->as_object();
        rest = rest.substr(dot + 1);
        deeper = true;
        break;
      }
    }
  }

  // The objects on the way, as far as they are missing. parent_ and leaf_ say how far the path goes already.
  bool Create(Run& run) {
    std::string_view rest = leaf_.text();
    for (size_t dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
      Object* const inner = Object::New(run.arena);
      if (!MapPutKey(run, Value::Of(parent_), run.keys.Get(rest.substr(0, dot)), Value::Of(inner))) return false;
      parent_ = inner;
      rest = rest.substr(dot + 1);
    }
    leaf_ = run.keys.Get(rest);
    found_ = true;
    return true;
  }

  Object* root_;
  std::string_view path_;
  Object* parent_ = nullptr;
  Key leaf_;
  bool found_ = false;
};

FieldHost& Self(const Value* a) { return *As<FieldHost>(a[0]); }

Value MakeField(Run& run, const Value* a) {
  if (a[0].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return Value::Of(run.arena.New<FieldHost>(run, run.ctx, a[0].as_text()));
}

Value Get(Run&, const Value* a) {
  const Sequence values = Self(a).Values();
  return values.empty() ? a[1] : values.front();
}
Value GetAt(Run&, const Value* a) {
  const Sequence values = Self(a).Values();
  const int64_t index = a[1].as_long();
  return index >= 0 && static_cast<size_t>(index) < values.size() ? values[static_cast<size_t>(index)] : a[2];
}
Value GetOr(Run& run, const Value* a) {
  const Value arguments[] = {MakeField(run, a), a[1]};
  return run.failed() ? Value() : Get(run, arguments);
}

Value GetName(Run&, const Value* a) { return Value::String(Self(a).path()); }
Value Exists(Run&, const Value* a) { return Value::Bool(Self(a).exists()); }
Value IsEmpty(Run&, const Value* a) { return Value::Bool(Self(a).Values().empty()); }
Value GetSize(Run&, const Value* a) { return Value::Int(static_cast<int32_t>(Self(a).Values().size())); }

Value MakeIterator(Run& run, const Value* a) {
  const Sequence values = Self(a).Values();
  return Value::Of(run.arena.New<IteratorHost>(TypeId::kIterator, Value(), values));
}

Value Set(Run& run, const Value* a) {
  Self(a).Set(run, a[1]);
  return a[0];
}

// A second value makes a list of the first.
Value Append(Run& run, const Value* a) {
  FieldHost& field = Self(a);
  const Value old = field.Raw();
  if (IsList(old)) {
    ListOf(old).Push(run, a[1]);
    return a[0];
  }
  const Value list = NewList(run);
  if (field.exists()) list.as_array()->Push(old, run.arena);
  list.as_array()->Push(run.Stored(a[1]), run.arena);
  field.Set(run, list);
  return a[0];
}

Value Remove(Run& run, const Value* a) {
  Self(a).Remove(run);
  return Value();
}

Value MoveTo(Run& run, const Value* a, bool overwrite) {
  if (a[1].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  const std::string_view path = run.Copy(TextOf(run, a[1]));
  FieldHost target(run, Self(a).root(), path);
  if (target.exists() && !overwrite) {
    return run.ThrowFormatted(TypeId::kIllegalArgumentException, "Cannot move to non-empty destination [{}]", path);
  }
  FieldHost& field = Self(a);
  if (!field.exists()) {
    if (overwrite) target.Remove(run);
  } else {
    const Value value = field.Raw();
    if (!field.Remove(run) || !target.Set(run, value)) return Value();
  }
  field.Rename(run, path);
  return a[0];
}
Value Move(Run& run, const Value* a) { return MoveTo(run, a, false); }
Value Overwrite(Run& run, const Value* a) { return MoveTo(run, a, true); }

Value HasValue(Run& run, const Value* a) {
  for (const Value& value : Self(a).Values()) {
    if (CallPredicate(run, a[1], {value})) return Value::Bool(true);
    if (run.failed()) return Value();
  }
  return Value::Bool(false);
}

// A list stays a list, in which what `keep` gives replaces what it was given; a single value may go altogether.
template <typename Keep>
Value Rewrite(Run& run, const Value* a, Keep keep) {
  FieldHost& field = Self(a);
  const Value old = field.Raw();
  if (old.is_null()) return a[0];
  if (!IsList(old)) {
    Value value = old;
    if (!keep(0, value)) {
      if (!run.failed()) field.Remove(run);
    } else {
      field.Set(run, value);
    }
    return a[0];
  }
  Array* const items = Array::New(run.arena, ListOf(old).size());
  for (uint32_t i = 0; i < ListOf(old).size(); ++i) {
    Value value = ListOf(old)[i];
    if (keep(i, value)) items->Push(run.Stored(value), run.arena);
    if (run.failed()) return Value();
  }
  field.Set(run, Value::Of(items));
  return a[0];
}

Value Transform(Run& run, const Value* a) {
  return Rewrite(run, a, [&](size_t, Value& value) {
    value = CallFunction(run, a[1], {value});
    return !run.failed();
  });
}
Value RemoveValuesIf(Run& run, const Value* a) {
  return Rewrite(run, a, [&](size_t, Value& value) { return !CallPredicate(run, a[1], {value}) && !run.failed(); });
}
Value RemoveValue(Run& run, const Value* a) {
  return Rewrite(run, a, [&](size_t index, Value&) { return static_cast<int64_t>(index) != a[1].as_long(); });
}
Value Deduplicate(Run& run, const Value* a) {
  SetHost* const seen = SetHost::New(run, TypeId::kHashSet);
  return Rewrite(run, a, [&](size_t, Value& value) { return SetAdd(run, *seen, value); });
}

// Nested documents: the objects of a field, each of which has fields of its own -----------------------------------------------------------------

class NestedHost final : public Host {
 public:
  NestedHost(FieldHost* field, size_t index, Object* object) : Host(TypeId::kNestedDocument), field_(field), index_(index), object_(object) {}
  static bool Is(Type type) { return type == Type(TypeId::kNestedDocument); }

  FieldHost* field() const { return field_; }
  size_t index() const { return index_; }
  Object* object() const { return object_; }

 private:
  FieldHost* field_;
  size_t index_;
  Object* object_;
};
const NestedHost& Nested(const Value* a) { return *As<NestedHost>(a[0]); }

Value NewNested(Run& run, FieldHost& field, size_t index, const Value& value) {
  if (value.is_object()) return Value::Of(run.arena.New<NestedHost>(&field, index, value.as_object()));
  return run.ThrowFormatted(TypeId::kIllegalStateException, "Unexpected value [{}] of type [{}] at [{}] when getting NestedDocument, expected Map", TextOf(run, value),
                            ClassNameOf(value), field.path());
}

// One that is not there yet is made, and those before it.
Value DocumentAt(Run& run, const Value* a) {
  FieldHost& field = Self(a);
  const int64_t index = a[1].as_long();
  if (index < 0) return run.ThrowFormatted(TypeId::kIndexOutOfBoundsException, "Index {} out of bounds for length {}", index, field.Values().size());
  while (static_cast<size_t>(index) >= field.Values().size()) {
    const Value object = Value::Of(Object::New(run.arena));
    const Value arguments[] = {a[0], object};
    if (field.Values().empty() && index == 0 && !IsList(field.Raw())) field.Set(run, object); else Append(run, arguments);
    if (run.failed() || !run.CountLoop()) return Value();
  }
  return NewNested(run, field, static_cast<size_t>(index), field.Values()[static_cast<size_t>(index)]);
}
Value FirstDocument(Run& run, const Value* a) {
  const Value arguments[] = {a[0], Value::Int(0)};
  return DocumentAt(run, arguments);
}
Value Documents(Run& run, const Value* a) {
  const Value list = NewList(run);
  const Sequence values = Self(a).Values();
  for (size_t i = 0; i < values.size() && !run.failed(); ++i) list.as_array()->Push(NewNested(run, Self(a), i, values[i]), run.arena);
  return run.failed() ? Value() : list;
}

Value NestedField(Run& run, const Value* a) {
  if (a[1].is_null()) return run.ThrowWithoutMessage(TypeId::kNullPointerException);
  return Value::Of(run.arena.New<FieldHost>(run, Nested(a).object(), a[1].as_text()));
}
// Of a document, the fields of that name are one.
Value NestedFields(Run& run, const Value* a) {
  const Value field = NestedField(run, a);
  if (run.failed()) return Value();
  Array* const one = Array::New(run.arena, 1);
  one->Push(field, run.arena);
  return NewStream(run, TypeId::kStream, Sequence(one->begin(), one->size()));
}
Value NestedIsEmpty(Run&, const Value* a) { return Value::Bool(Nested(a).object()->empty()); }
Value NestedSize(Run&, const Value* a) { return Value::Int(static_cast<int32_t>(Nested(a).object()->size())); }
Value NestedExists(Run&, const Value* a) {
  const Sequence values = Nested(a).field()->Values();
  return Value::Bool(Nested(a).index() < values.size() && values[Nested(a).index()].is_object() && values[Nested(a).index()].as_object() == Nested(a).object());
}
Value NestedRemove(Run& run, const Value* a) {
  const Value arguments[] = {Value::Of(Nested(a).field()), Value::Long(static_cast<int64_t>(Nested(a).index()))};
  if (NestedExists(run, a).as_bool()) RemoveValue(run, arguments);
  return Value();
}

constexpr Method kNested[] = {
    Instance("boolean exists()", NestedExists),
    Instance("WriteField field(String)", NestedField),
    Instance("Stream fields(String)", NestedFields),
    Instance("boolean isEmpty()", NestedIsEmpty),
    Instance("void remove()", NestedRemove),
    Instance("int size()", NestedSize),
};
static_assert(IsSorted(kNested));

constexpr Method kField[] = {
    Instance("WriteField append(def)", Append),
    Instance("WriteField deduplicate()", Deduplicate),
    Instance("NestedDocument doc()", FirstDocument),
    Instance("NestedDocument doc(int)", DocumentAt),
    Instance("Iterable docs()", Documents),
    Instance("boolean exists()", Exists),
    Instance("def get(def)", Get),
    Instance("def get(int,def)", GetAt),
    Instance("String getName()", GetName),
    Instance("boolean hasValue(Predicate)", HasValue),
    Instance("boolean isEmpty()", IsEmpty),
    Instance("Iterator iterator()", MakeIterator),
    Instance("WriteField move(def)", Move),
    Instance("WriteField overwrite(def)", Overwrite),
    Instance("void remove()", Remove),
    Instance("WriteField removeValue(int)", RemoveValue),
    Instance("WriteField removeValuesIf(Predicate)", RemoveValuesIf),
    Instance("WriteField set(def)", Set),
    Instance("int size()", GetSize),
    Instance("WriteField transform(Function)", Transform),
};
static_assert(IsSorted(kField));

constexpr Method kContext[] = {
    Static("def $(String,def)", GetOr),
    Static("WriteField field(String)", MakeField),
    Static("Metadata metadata()", MakeMetadata),
};

constexpr TypeApi kTables[] = {{TypeId::kField, kField, {}}, {TypeId::kNestedDocument, kNested, {}}};

}  // namespace

ApiTables FieldApi() { return kTables; }

const Method* FindContextMethod(std::string_view name, size_t arity) {
  const auto* const found = std::find_if(std::begin(kContext), std::end(kContext), [&](const Method& method) { return method.name == name && method.arity == arity; });
  return found == std::end(kContext) ? nullptr : found;
}

}  // namespace flowship::painless
