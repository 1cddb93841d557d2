#include "output/elasticsearch/bulk_response.h"

#include <algorithm>

#include "base/limits.h"

namespace flowship {

namespace {

constexpr std::string_view kNoErrors = R"({"errors":false,"items":[)", kOneCreated = R"({"create":{"status":201}})", kEnd = "]}";

// Whether it is the answer of the good case: as long as `count` documents make it, none of which has anything to say. One look, and no more; any other answer is read.
bool SaysAllCreated(std::string_view body, size_t count) {
  const size_t size = kNoErrors.size() + count * (kOneCreated.size() + 1) - 1 + kEnd.size();
  return count > 0 && body.size() == size && body.starts_with(kNoErrors) && body.ends_with(kEnd) && body.substr(kNoErrors.size()).starts_with(kOneCreated);
}

std::string_view TextOf(const Object& object, std::string_view name) {
  const Value* const value = object.Find(name);
  return value != nullptr && value->is_string() ? value->as_text() : std::string_view();
}

// The server has no type of its own for it.
bool LacksPipeline(const BulkResult& result) { return result.reason.starts_with("pipeline with id [") && result.reason.ends_with("] does not exist"); }

}  // namespace

ItemVerdict JudgeItem(const BulkResult& result) {
  const int status = result.status;
  const std::string_view error_type = result.error_type;
  if (status >= 200 && status < 300) return error_type.empty() ? ItemVerdict::kDelivered : ItemVerdict::kRetry;
  // The document is there: an earlier try, an earlier run or a replay sent it. Other conflicts are not about the document.
  if (status == 409) return error_type == "version_conflict_engine_exception" ? ItemVerdict::kDuplicate : ItemVerdict::kRetry;
  if (status == 401 || status == 403 || status == 408 || status == 429 || status >= 500 || status < 400) return ItemVerdict::kRetry;
  if (error_type == "index_not_found_exception" || error_type == "index_closed_exception" || LacksPipeline(result)) return ItemVerdict::kRetry;
  return ItemVerdict::kReject;
}

RequestVerdict JudgeRequest(int status) {
  if (status >= 200 && status < 300) return RequestVerdict::kOk;
  if (status == 413) return RequestVerdict::kSplit;
  if (status == 0 || status == 502 || status == 503 || status == 504) return RequestVerdict::kNextHost;
  if (status == 408 || status == 425 || status == 429 || status >= 500) return RequestVerdict::kRetry;
  return RequestVerdict::kBlocked;
}

std::string_view RemedyOfRequest(int status) {
  switch (status) {
    case 401: return "the server does not know us: check api_key, or username and password";
    case 403: return "the server knows us but does not let us write: give the key or user the privileges `auto_configure` and `create_doc` on the data stream";
    case 404: return "there is no _bulk at that address: check `hosts` and `path`";
    case 406: return "the server does not speak this version of the API: is it Elasticsearch or OpenSearch?";
    case 407: return "the proxy wants a password: give it in proxy_url";
    default: break;
  }
  if (status >= 300 && status < 400) return "the server sends us elsewhere: give the final address in `hosts`";
  if (status >= 400 && status < 500 && status != 429) return "the server does not take the request as a whole: check `parameters`, `pipeline` and `index`";
  return "";
}

std::string_view RemedyOfItem(const BulkResult& result) {
  const int status = result.status;
  const std::string_view error_type = result.error_type;
  if (LacksPipeline(result)) return "load the pipeline, or correct `pipeline` of the output or the index's default_pipeline";
  if (error_type == "index_not_found_exception") return "load the index template with `flowship setup --template`, or allow action.auto_create_index for it";
  if (error_type == "index_closed_exception") return "open the index";
  if (error_type == "cluster_block_exception") {
    return status == 429 ? "the server's disk is full: free space, and the block goes away by itself" : "the index does not take writes: remove its write block";
  }
  if (status == 401 || status == 403) return "give the key or user the privilege `create_doc` on the index";
  return "";
}

std::string DescribeResult(const BulkResult& result) {
  return std::to_string(result.status) + " " + std::string(result.error_type) + (result.reason.empty() ? "" : ": ") + std::string(result.reason);
}

BulkResponseReader::Answer BulkResponseReader::Read(std::string_view body, size_t count, std::string* problem) {
  items_.clear();
  keys_.Clear();
  arena_.Reset(limits::kBatchKeptBytes);
  if (SaysAllCreated(body, count)) return Answer::kAllDelivered;
  Value root;
  JsonProblem json;
  if (!reader_.Read(body, arena_, keys_, &root, &json)) {
    *problem = "not JSON at byte " + std::to_string(json.offset) + ": " + std::string(json.what);
    return Answer::kUnreadable;
  }
  const Value* const list = root.is_object() ? root.as_object()->Find("items") : nullptr;
  if (list == nullptr || !list->is_array()) {
    *problem = "it has no list of items";
    return Answer::kUnreadable;
  }
  if (list->as_array()->size() != count) {
    *problem = "it has " + std::to_string(list->as_array()->size()) + " items for " + std::to_string(count) + " documents";
    return Answer::kUnreadable;
  }
  for (const Value& item : *list->as_array()) {
    if (ReadItem(item)) continue;
    *problem = "item " + std::to_string(items_.size()) + " has no status";
    return Answer::kUnreadable;
  }
  return Answer::kItems;
}

bool BulkResponseReader::ReadItem(const Value& value) {
  if (!value.is_object() || value.as_object()->size() != 1 || !value.as_object()->begin()->value.is_object()) return false;
  const Object& about = *value.as_object()->begin()->value.as_object();
  const Value* const status = about.Find("status");
  if (status == nullptr || status->kind() != Kind::kInt) return false;
  BulkResult result;
  result.status = static_cast<int>(status->as_long());
  result.failure_store = TextOf(about, "failure_store") == "used";
  if (const Value* const error = about.Find("error"); error != nullptr && error->is_object()) {
    result.error_type = TextOf(*error->as_object(), "type");
    if (result.error_type.empty()) result.error_type = "unknown";
    result.reason = ReasonWithCauses(*error->as_object());
  } else if (error != nullptr && !error->is_null()) {
    result.error_type = "unknown";
    result.reason = error->is_string() ? error->as_text() : std::string_view();
  }
  items_.push_back(result);
  return true;
}

std::string_view BulkResponseReader::ReasonWithCauses(const Object& error) {
  std::string text(TextOf(error, "reason"));
  const Value* cause = error.Find("caused_by");
  while (cause != nullptr && cause->is_object() && text.size() < limits::kRejectReasonMaxBytes) {
    const std::string_view reason = TextOf(*cause->as_object(), "reason");
    if (!reason.empty()) text.append(text.empty() ? "" : ": ").append(reason);
    cause = cause->as_object()->Find("caused_by");
  }
  if (text.size() > limits::kRejectReasonMaxBytes) {
    size_t end = limits::kRejectReasonMaxBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // not inside a character
    text.resize(end);
    text += "…";
  }
  return arena_.Copy(text);
}

std::string BulkResponseReader::ReasonOf(std::string_view body) {
  keys_.Clear();
  arena_.Reset(limits::kBatchKeptBytes);
  Value root;
  JsonProblem problem;
  if (reader_.Read(body, arena_, keys_, &root, &problem) && root.is_object()) {
    const Value* const error = root.as_object()->Find("error");
    if (error != nullptr && error->is_string()) return std::string(error->as_text());
    if (error != nullptr && error->is_object()) {
      const std::string_view type = TextOf(*error->as_object(), "type"), reason = ReasonWithCauses(*error->as_object());
      return std::string(type) + (type.empty() || reason.empty() ? "" : ": ") + std::string(reason);
    }
  }
  constexpr size_t kShownBytes = 200;
  return std::string(body.substr(0, kShownBytes));
}

}  // namespace flowship
