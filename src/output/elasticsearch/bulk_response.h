#pragma once
// What a server's answer to _bulk means. Pure: no server is needed to test it (testdata/output/bulk_response.yml holds real answers).
//
//   {"errors":false,"items":[{"create":{"status":201}},…]}
//   {"errors":true,"items":[{"create":{"status":201}},{"create":{"status":400,"error":{"type":"document_parsing_exception","reason":"…","caused_by":{…}}}}]}
//
// Law: only what the server says it has is delivered. An answer that can't be understood, in part or in whole, is a retry; a retry costs nothing but time,
// because a document that is there already is answered with 409. What blocks everybody (a missing right, a write block, a missing index, a missing pipeline) is retried too:
// its remedy is at the server, and the events wait for it. Rejected is only what this document is to blame for.
// Sources: Elasticsearch 8, "Bulk API" (items, status, failure store), and shared/facts of what Filebeat does with each status, in docs/output/.

#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "event/json_reader.h"
#include "event/key.h"

namespace flowship {

// What the answer says of one document.
struct BulkResult {
  int status = 0;
  bool failure_store = false;    // the document is in the data stream's failure store
  std::string_view error_type;   // empty: no error. Of the reader's memory, until its next Read, as is the next
  std::string_view reason;       // with its causes: "failed to parse …: For input string: \"x\""
};

enum class ItemVerdict { kDelivered, kDuplicate, kRetry, kReject };
ItemVerdict JudgeItem(const BulkResult& result);

enum class RequestVerdict {
  kOk,       // look at the items
  kRetry,    // the server can't now
  kNextHost, // this host can't now, perhaps another one can
  kSplit,    // too large: send less at once
  kBlocked,  // it would refuse everything: until somebody changes something
};
// `status` 0: no answer at all (no connection, a timeout, a cut).
RequestVerdict JudgeRequest(int status);

// What to do about it, for the log; empty when there is nothing to say.
std::string_view RemedyOfRequest(int status);
std::string_view RemedyOfItem(const BulkResult& result);
// "400 document_parsing_exception: failed to parse …"
std::string DescribeResult(const BulkResult& result);

// Reads answers, one after the other. One thread.
class BulkResponseReader {
 public:
  BulkResponseReader() : keys_(no_keys_, arena_) {}

  enum class Answer { kAllDelivered, kItems, kUnreadable };
  // kItems: `items` has exactly `count` results. kUnreadable: *problem says why.
  Answer Read(std::string_view body, size_t count, std::string* problem);
  const std::vector<BulkResult>& items() const { return items_; }

  // The reason of an answer for the whole request, {"error":{"type":…,"reason":…}}, or the beginning of its text.
  std::string ReasonOf(std::string_view body);

 private:
  bool ReadItem(const Value& value);
  std::string_view ReasonWithCauses(const Object& error);

  KeySet no_keys_;
  Arena arena_;
  KeyTable keys_;
  JsonReader reader_;
  std::vector<BulkResult> items_;
};

}  // namespace flowship
