#include "processor/geoip_database.h"

#include <maxminddb.h>
#include <netinet/in.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <mutex>

#include "base/limits.h"

namespace flowship {

struct GeoipDatabase::File {
  MMDB_s handle{};
  bool open = false;
  ~File() {
    if (open) MMDB_close(&handle);
  }
};

namespace {

constexpr size_t kPathMaxParts = 5;

bool GetEntry(const MMDB_s& handle, uint32_t offset, std::initializer_list<const char*> path, uint32_t type, MMDB_entry_data_s* data) {
  std::array<const char*, kPathMaxParts + 1> names{};  // ends with a null
  FLOWSHIP_ASSERT(path.size() <= kPathMaxParts);
  std::copy(path.begin(), path.end(), names.begin());
  MMDB_entry_s entry{&handle, offset};
  return MMDB_aget_value(&entry, data, names.data()) == MMDB_SUCCESS && data->has_data && data->type == type;
}

// Sources that somebody holds, by path.
struct Sources {
  std::mutex mutex;
  std::map<std::string, std::weak_ptr<GeoipSource>> by_path;
};

Sources& AllSources() {
  static Sources sources;
  return sources;
}

}  // namespace

GeoipDatabase::GeoipDatabase(std::unique_ptr<File> file) : file_(std::move(file)) {}
GeoipDatabase::~GeoipDatabase() = default;

Result<std::shared_ptr<const GeoipDatabase>> GeoipDatabase::Open(const std::string& path) {
  auto file = std::make_unique<File>();
  const int error = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &file->handle);
  if (error != MMDB_SUCCESS) return Error{path + ": " + MMDB_strerror(error)};
  file->open = true;
  return std::shared_ptr<const GeoipDatabase>(new GeoipDatabase(std::move(file)));
}

std::shared_ptr<GeoipSource> GeoipSource::At(const std::string& path) {
  Sources& all = AllSources();
  const std::lock_guard lock(all.mutex);
  std::weak_ptr<GeoipSource>& known = all.by_path[path];
  auto source = known.lock();
  if (source == nullptr) {
    source.reset(new GeoipSource(path));
    known = source;
  }
  return source;
}

std::shared_ptr<const GeoipDatabase> GeoipSource::Current(int64_t now_nanos) {
  constexpr int64_t kInterval = limits::kGeoipCheckMillis * 1'000'000;
  const std::lock_guard lock(mutex_);
  if (looked_nanos_ == INT64_MIN || now_nanos < looked_nanos_ || now_nanos - looked_nanos_ >= kInterval) {
    Look();
    looked_nanos_ = now_nanos;
  }
  return database_;
}

std::string GeoipSource::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

void GeoipSource::Look() {
  struct stat status {};
  if (stat(path_.c_str(), &status) != 0) {
    database_ = nullptr;
    stamp_ = {};
    problem_.clear();
    return;
  }
  const Stamp stamp{status.st_dev, status.st_ino, static_cast<uint64_t>(status.st_size), status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec};
  if (stamp == stamp_) return;
  stamp_ = stamp;
  auto opened = GeoipDatabase::Open(path_);
  problem_ = opened.ok() ? std::string() : opened.error().message;
  if (opened.ok()) database_ = *std::move(opened);
}

std::string_view GeoipDatabase::type() const { return file_->handle.metadata.database_type; }

GeoipRecord GeoipDatabase::Find(const IpAddress& address) const {
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  const sockaddr* socket_address = nullptr;
  if (address.size == 4) {
    v4.sin_family = AF_INET;
    std::memcpy(&v4.sin_addr, address.bytes.data(), 4);
    socket_address = reinterpret_cast<const sockaddr*>(&v4);
  } else {
    v6.sin6_family = AF_INET6;
    std::memcpy(&v6.sin6_addr, address.bytes.data(), 16);
    socket_address = reinterpret_cast<const sockaddr*>(&v6);
  }
  int error = MMDB_SUCCESS;
  const MMDB_lookup_result_s result = MMDB_lookup_sockaddr(&file_->handle, socket_address, &error);
  GeoipRecord record;
  if (error != MMDB_SUCCESS || !result.found_entry) return record;
  record.database_ = this;
  record.offset_ = result.entry.offset;
  // A database of IPv6 holds IPv4 below ::/96.
  const bool v4_in_v6 = address.size == 4 && file_->handle.metadata.ip_version == 6;
  record.prefix_bits_ = std::max(0, static_cast<int>(result.netmask) - (v4_in_v6 ? 96 : 0));
  return record;
}

std::optional<std::string_view> GeoipRecord::Text(std::initializer_list<const char*> path) const {
  MMDB_entry_data_s data{};
  if (!GetEntry(database_->file_->handle, offset_, path, MMDB_DATA_TYPE_UTF8_STRING, &data)) return std::nullopt;
  return std::string_view(data.utf8_string, data.data_size);
}

std::optional<double> GeoipRecord::Double(std::initializer_list<const char*> path) const {
  MMDB_entry_data_s data{};
  if (!GetEntry(database_->file_->handle, offset_, path, MMDB_DATA_TYPE_DOUBLE, &data)) return std::nullopt;
  return data.double_value;
}

std::optional<uint64_t> GeoipRecord::Unsigned(std::initializer_list<const char*> path) const {
  MMDB_entry_data_s data{};
  const MMDB_s& handle = database_->file_->handle;
  if (GetEntry(handle, offset_, path, MMDB_DATA_TYPE_UINT32, &data)) return data.uint32;
  if (GetEntry(handle, offset_, path, MMDB_DATA_TYPE_UINT16, &data)) return data.uint16;
  if (GetEntry(handle, offset_, path, MMDB_DATA_TYPE_UINT64, &data)) return data.uint64;
  return std::nullopt;
}

std::optional<bool> GeoipRecord::Bool(std::initializer_list<const char*> path) const {
  MMDB_entry_data_s data{};
  if (!GetEntry(database_->file_->handle, offset_, path, MMDB_DATA_TYPE_BOOLEAN, &data)) return std::nullopt;
  return data.boolean;
}

}  // namespace flowship
