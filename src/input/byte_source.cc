#include "input/byte_source.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "base/buffer.h"
#include "base/limits.h"

namespace flowship {

namespace {

// The file's own bytes, in order, a piece at a time.
class RawBytes {
 public:
  explicit RawBytes(std::unique_ptr<File> file) : file_(std::move(file)) {}

  // Makes `left` hold at least `least` bytes, unless the file ends before.
  Status Fill(size_t least) {
    if (left_.size() >= least || ended_) return {};
    buffer_.Reserve(limits::kReadBytes);
    if (!left_.empty()) std::memmove(buffer_.data(), left_.data(), left_.size());
    size_t held = left_.size();
    Status status;
    while (held < least && !ended_) {
      const Result<size_t> count = file_->ReadAt(offset_, buffer_.data() + held, limits::kReadBytes - held);
      if (!count.ok()) {
        status = count.error();
        break;
      }
      ended_ = *count == 0;
      offset_ += *count;
      held += *count;
    }
    left_ = {buffer_.data(), held};
    return status;
  }

  // Past what Fill holds, straight into `out`.
  Result<size_t> ReadOn(char* out, size_t size) {
    Result<size_t> count = file_->ReadAt(offset_, out, size);
    if (count.ok()) offset_ += *count;
    return count;
  }

  std::string_view left() const { return left_; }
  void Use(size_t count) { left_.remove_prefix(count); }
  uint64_t used() const { return offset_ - left_.size(); }

 private:
  std::unique_ptr<File> file_;
  Buffer buffer_;
  std::string_view left_;  // in buffer_: read and not used
  uint64_t offset_ = 0;
  bool ended_ = false;
};

class PlainSource : public ByteSource {
 public:
  explicit PlainSource(RawBytes raw) : raw_(std::move(raw)) {}

  Result<size_t> Read(char* out, size_t size) override {
    if (raw_.left().empty()) return raw_.ReadOn(out, size);
    const size_t count = std::min(size, raw_.left().size());
    std::memcpy(out, raw_.left().data(), count);
    raw_.Use(count);
    return count;
  }
  uint64_t file_bytes() const override { return raw_.used(); }

 private:
  RawBytes raw_;
};

// What both decompressors share: feed pieces until something comes out, and keep an error for the next call if something came out before it.
class CompressedSource : public ByteSource {
 public:
  explicit CompressedSource(RawBytes raw) : raw_(std::move(raw)) {}

  Result<size_t> Read(char* out, size_t size) override {
    size_t made = 0;
    while (made < size && !finished_ && status_.ok()) {
      status_ = raw_.Fill(1);
      if (!status_.ok()) break;
      if (raw_.left().empty()) {
        finished_ = true;
        if (inside_) status_ = Error{"the compressed data end too early: the file was cut"};
        break;
      }
      made += Decompress(out + made, size - made);
    }
    if (made == 0 && !status_.ok()) return status_.error();
    return made;
  }
  uint64_t file_bytes() const override { return raw_.used(); }

 protected:
  // Uses some of raw_.left(), returns the bytes made; sets inside_, finished_ and status_.
  virtual size_t Decompress(char* out, size_t size) = 0;

  RawBytes raw_;
  bool inside_ = false;    // a member or frame has begun and not ended
  bool finished_ = false;
  Status status_;
};

class GzipSource : public CompressedSource {
 public:
  explicit GzipSource(RawBytes raw) : CompressedSource(std::move(raw)) {
    constexpr int kGzipWrapper = 16;
    FLOWSHIP_ASSERT(inflateInit2(&stream_, MAX_WBITS + kGzipWrapper) == Z_OK);
  }
  ~GzipSource() override { inflateEnd(&stream_); }

 private:
  size_t Decompress(char* out, size_t size) override {
    if (!inside_ && SkipPadding()) return 0;
    inside_ = true;
    const std::string_view in = raw_.left();
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(std::min<size_t>(size, UINT32_MAX));
    const uInt room = stream_.avail_out;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    raw_.Use(in.size() - stream_.avail_in);
    if (result == Z_STREAM_END) {
      inside_ = false;
      inflateReset(&stream_);
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      status_ = Error{std::string("the gzip data are damaged: ") + (stream_.msg != nullptr ? stream_.msg : "unknown reason")};
    }
    return room - stream_.avail_out;
  }

  // Tapes and preallocated files are filled up with zeros after the last member. True: there was something of it.
  bool SkipPadding() {
    if (raw_.left()[0] != '\0') return false;
    const size_t end = std::min(raw_.left().find_first_not_of('\0'), raw_.left().size());
    raw_.Use(end);
    return true;
  }

  z_stream stream_{};
};

class ZstdSource : public CompressedSource {
 public:
  explicit ZstdSource(RawBytes raw) : CompressedSource(std::move(raw)), stream_(ZSTD_createDStream()) {
    FLOWSHIP_ASSERT(stream_ != nullptr);
  }
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

 private:
  size_t Decompress(char* out, size_t size) override {
    ZSTD_inBuffer in{raw_.left().data(), raw_.left().size(), 0};
    ZSTD_outBuffer made{out, size, 0};
    const size_t result = ZSTD_decompressStream(stream_, &made, &in);
    raw_.Use(in.pos);
    if (ZSTD_isError(result)) {
      status_ = Error{std::string("the zstd data are damaged: ") + ZSTD_getErrorName(result)};
    } else {
      inside_ = result != 0;
    }
    return made.pos;
  }

  ZSTD_DStream* stream_;
};

}  // namespace

Compression CompressionOf(std::string_view first_bytes) {
  if (first_bytes.substr(0, 2) == "\x1f\x8b") return Compression::kGzip;
  if (first_bytes.substr(0, 4) == "\x28\xb5\x2f\xfd") return Compression::kZstd;
  return Compression::kNone;
}

Result<std::unique_ptr<ByteSource>> OpenByteSource(std::unique_ptr<File> file) {
  RawBytes raw(std::move(file));
  if (const Status status = raw.Fill(kCompressionMagicBytes); !status.ok()) return status.error();
  switch (CompressionOf(raw.left())) {
    case Compression::kGzip: return std::unique_ptr<ByteSource>(new GzipSource(std::move(raw)));
    case Compression::kZstd: return std::unique_ptr<ByteSource>(new ZstdSource(std::move(raw)));
    case Compression::kNone: break;
  }
  return std::unique_ptr<ByteSource>(new PlainSource(std::move(raw)));
}

Result<std::unique_ptr<ByteSource>> OpenByteSource(FileSystem& files, const std::string& path) {
  auto file = path == "-" ? files.OpenStdin() : files.Open(path);
  if (!file.ok()) return file.error();
  if (*file == nullptr) return Error{"\"" + path + "\" does not exist"};
  const auto info = (*file)->Info();
  if (info.ok() && info->kind == FileKind::kDirectory) return Error{"\"" + path + "\" is a directory"};
  return OpenByteSource(std::move(*file));
}

}  // namespace flowship
