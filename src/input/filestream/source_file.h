#pragma once
// What a filestream knows of files and of contents. A content (identity + tie) is what is read; a file (device + inode) is what it is read from. Usually
// there is one of each; rotation by copying, truncation and reuse of inodes part them:
//
//   resting   the file is known, and nothing is read from it until it changes: it was read to its end, or has no line yet. Costs no handle and no content.
//   reading   it is what its content is read from, whether there is something to read at the moment or not
//   twin      it is the same, as far as it goes, as another file that its content is read from: a copy. Looked at again when it changes or the other goes
//
// All of it belongs to the input's reader thread.

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file_system.h"
#include "input/byte_source.h"
#include "input/filestream/cursor.h"

namespace flowship::filestream {

struct SourceFile;

struct Content {
  Hash128 identity;
  uint32_t tie = 0;
  std::shared_ptr<Cursor> cursor;
  uint64_t position = 0;        // read so far; the cursor follows when that is delivered
  uint64_t tail_hash = 0;       // of the bytes before the position
  uint64_t scanned = 0;         // of a line longer than any record may be: no newline before that offset
  SourceFile* file = nullptr;   // nullptr: its file was truncated or has gone; a copy may turn up
};

// What waits at the end of a plain file: a half line, or lines that may go on. It outlives the handle: a file that is closed is looked at again when it is time.
struct Waiting {
  uint64_t to = 0;              // the file's size when something last came; 0: nothing waits. What has grown since is not what was waited for
  int64_t since_nanos = 0;
  bool is_record = false;       // it is a JSON object that has ended: only its newline is missing
  bool takes_lines = false;     // it has waited long enough: whole lines are taken as they are
  bool takes_record = false;    // and what is a record without its newline
  bool takes_half_line = false; // and whatever the half line is
  friend bool operator==(const Waiting&, const Waiting&) = default;
};

// A compressed file while it is read: what was decompressed and is not yet framed.
struct Decompressor {
  std::unique_ptr<ByteSource> source;
  Buffer rest;           // content from `offset` on
  uint64_t offset = 0;
  std::string tail;      // the bytes before `offset`, kResumeTailBytes at most
  bool ended = false;
  Status status;         // why no more can be read

  // Reads up to that many bytes more into `rest`.
  void Fill(size_t most);
  // Moves the offset over that much of `rest`.
  void Advance(size_t count);
};

// A compressed file that may hold a content: it does if this is the tail at that offset.
struct Probe {
  RegistryId entry = 0;
  uint64_t offset = 0, tail_hash = 0;
};

// What a file that no pattern means is followed for. Should another file with that head have taken its entry, it is a content of its own.
struct Followed {
  Hash128 identity;
  uint64_t offset = 0, tail_hash = 0;
};

enum class FileState : uint8_t { kResting, kReading, kTwin };

struct ReadyKey {
  int rank = 0;            // 0: it has no name any more, so it is first; 2: a compressed one, which can wait
  uint64_t round = 0;      // every file gets a turn a round
  int64_t modified = 0;    // within a round, the oldest first
  uint64_t serial = 0;
  friend auto operator<=>(const ReadyKey&, const ReadyKey&) = default;
};

struct SourceFile {
  uint64_t device = 0, inode = 0, serial = 0;
  std::string path;                       // the last name that it was seen under
  FileInfo info;                          // as last seen
  FileState state = FileState::kResting;
  uint64_t seen_in_scan = 0;
  bool nameless = false;                  // no name is known any more: it lives by its handle
  bool renamed = false;                   // since it was opened
  bool failing = false;                   // the last attempt to read it failed
  bool to_identify = false;               // is in the queue for that
  bool follow_only = false;               // no pattern means it: it is read only as what is left of a content that is known
  std::optional<Followed> followed;       // which is this one
  bool compressed = false;                // as its first bytes said when it was opened last
  bool touched = false;                   // it is to be read again from its beginning (resend_on_touch)
  bool unproven = false;                  // a compressed twin that could not be compared yet

  std::shared_ptr<Content> content;       // when reading
  std::optional<RegistryId> entry;        // when resting or a twin: the content's, if it is known
  std::unique_ptr<File> handle;           // of a plain file
  std::unique_ptr<Decompressor> decompressor;
  Waiting waiting;
  std::optional<Probe> probe;
  std::vector<RegistryId> rejected;       // contents that a compressed file is known not to hold
  int64_t opened_nanos = 0, read_nanos = 0;  // monotonic; read: when something last came
  std::list<SourceFile*>::iterator idle;  // its place among the idle ones, when is_idle
  int64_t backoff_nanos = 0, next_look_nanos = 0;  // of a file that no watcher watches
  bool is_idle = false;                   // open, and read to its end
  std::optional<ReadyKey> ready;          // is in the queue for reading

  bool is_open() const { return handle != nullptr || decompressor != nullptr; }
};

// The registry's entry of what the file holds, as far as it is known; nullopt: none, or it is a twin of one.
inline std::optional<RegistryId> EntryOf(const SourceFile& file) {
  if (file.content != nullptr) return file.content->cursor->entry();
  return file.state == FileState::kResting ? file.entry : std::nullopt;
}

}  // namespace flowship::filestream
