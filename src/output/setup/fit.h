#pragma once
// Fit: what a server refuses of a template, read out of its own words, and what stands in for it. Pure.
//
//   POST _index_template/_simulate ──► 400 "The mapper type [wildcard] declared on field [path] does not exist …"
//     ──► ReadMisfit ──► Mend: keyword, and a word about it ──► the next try
//
// Asking the server beats knowing it: distributions, versions, plugins and licences decide together what is there.
// The words are those of Elasticsearch 8.19 and OpenSearch 2.19 (testdata/output/misfit.yml has them).

#include <optional>
#include <string>
#include <string_view>

#include "output/json_document.h"

namespace flowship {

struct Misfit {
  enum class Kind {
    kType,           // `name` is a field type that the server lacks
    kNoValue,        // a constant_keyword without a value of its own, which this server does not take from the first document
    kSetting,        // `name` is an index setting that the server lacks
    kField,          // `name` is a member of the template that the server does not know: lifecycle, ignore_missing_component_templates
  };
  Kind kind = Kind::kType;
  std::string name;
};

// nullopt: the refusal is about something else, which nothing stands in for.
std::optional<Misfit> ReadMisfit(std::string_view reason);

// Changes the body of an index template so that it does without. The word that is to be said about it; nullopt: it can't be done without.
std::optional<std::string> Mend(JsonDocument& document, Object& index_template, const Misfit& misfit);

// Takes a setting, by its dotted name, out of settings that may be nested, dotted or both: {"index":{"a.b":1}}. False: it is not there.
bool RemoveSetting(Object& settings, std::string_view name);

}  // namespace flowship
