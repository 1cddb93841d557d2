#pragma once
// A GeoIP database in MaxMind's format (MMDB 2.0, "MaxMind DB File Format Specification"); the only home of libmaxminddb.
//
// Databases are shared: Open of the same path gives the same database as long as somebody holds it. Immutable; any thread.
// Texts of a record point into the mapped file, so whoever puts them into an event outlives it: a processor holds its database.

#include <initializer_list>
#include <memory>
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

  static Result<std::shared_ptr<const GeoipDatabase>> Open(const std::string& path);
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

}  // namespace flowship
