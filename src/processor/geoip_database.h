#pragma once
// A GeoIP database in MaxMind's format (MMDB 2.0, "MaxMind DB File Format Specification"); the only home of libmaxminddb.
//
// A GeoipDatabase is one version of a file, immutable; any thread. A GeoipSource is the file at a path, whichever version is there now; all processors that
// name the path share it. A new version comes by renaming it into place: the mapped old one stays whole for those who hold it.
// Texts of a record point into the mapped file, so whoever puts them into an event holds the database until the event is written (RunContext::held).

#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "processor/ip_address.h"

namespace flowship {

class GeoipDatabase;

// What a database knows of an address. The path is that of the database's own maps and lists: {"city", "names", "en"}.
class GeoipRecord {
 public:
  std::optional<std::string_view> Text(std::initializer_list<const char*> path) const;
  std::optional<double> Double(std::initializer_list<const char*> path) const;
  std::optional<uint64_t> Unsigned(std::initializer_list<const char*> path) const;
  std::optional<bool> Bool(std::initializer_list<const char*> path) const;
  bool empty() const { return database_ == nullptr; }
  // The length of the address's prefix for which the record holds: of 32 bits for IPv4, of 128 for IPv6.
  int prefix_bits() const { return prefix_bits_; }

 private:
  friend class GeoipDatabase;
  const GeoipDatabase* database_ = nullptr;
  uint32_t offset_ = 0;
  int prefix_bits_ = 0;
};

class GeoipDatabase {
 public:
  struct File;

  static Result<std::shared_ptr<const GeoipDatabase>> Open(const std::string& path);  // a mapping of its own
  ~GeoipDatabase();
  GeoipDatabase(const GeoipDatabase&) = delete;
  GeoipDatabase& operator=(const GeoipDatabase&) = delete;

  std::string_view type() const;  // GeoLite2-City …
  GeoipRecord Find(const IpAddress& address) const;  // an empty record: it does not know the address

 private:
  friend class GeoipRecord;
  explicit GeoipDatabase(std::unique_ptr<File> file);

  std::unique_ptr<File> file_;
};

class GeoipSource {
 public:
  // The same source for the same path, as long as somebody holds it.
  static std::shared_ptr<GeoipSource> At(const std::string& path);

  // The database as it is on the disk, looked at again every limits::kGeoipCheckMillis of `now_nanos`. nullptr: the file is missing, or was never right.
  // A file that has become wrong leaves the last right one in use.
  std::shared_ptr<const GeoipDatabase> Current(int64_t now_nanos);
  // What was wrong with the file at the last look; empty: nothing, or it is missing.
  std::string problem() const;

 private:
  // What tells one version of a file from another.
  struct Stamp {
    uint64_t device = 0, inode = 0, size = 0;
    int64_t changed_nanos = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };

  explicit GeoipSource(std::string path) : path_(std::move(path)) {}
  void Look();

  const std::string path_;
  mutable std::mutex mutex_;
  std::shared_ptr<const GeoipDatabase> database_;
  Stamp stamp_;
  std::string problem_;
  int64_t looked_nanos_ = INT64_MIN;
};

}  // namespace flowship
