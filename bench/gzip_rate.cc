// gzip_rate FILE: how many times faster gzip of level 1 is as flowship compresses bulk bodies (output/elasticsearch/gzip.h) than with zlib. FILE is cut into bodies of 1 MiB; of five
// rounds each the fastest counts. Prints the ratio, and to stderr what both do.

#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "output/elasticsearch/gzip.h"

namespace {

constexpr size_t kBodyBytes = 1 << 20;
constexpr int kRounds = 5, kGzipWindow = 15 + 16;

struct Rate {
  double megabytes_per_second = 0, of_size = 0;
};

// `compress`: body, room → bytes written.
template <typename Compress>
Rate Measure(std::string_view text, Compress compress) {
  std::vector<char> room(2 * kBodyBytes);
  Rate rate;
  for (int round = 0; round < kRounds; ++round) {
    size_t written = 0;
    const auto start = std::chrono::steady_clock::now();
    for (size_t at = 0; at < text.size(); at += kBodyBytes) written += compress(text.substr(at, kBodyBytes), room);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    rate = {std::max(rate.megabytes_per_second, static_cast<double>(text.size()) / 1e6 / took.count()), static_cast<double>(written) / static_cast<double>(text.size())};
  }
  return rate;
}

size_t ByZlib(std::string_view body, std::vector<char>& room) {
  z_stream stream{};
  if (deflateInit2(&stream, 1, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) return 0;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(room.data());
  stream.avail_out = static_cast<uInt>(room.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  const size_t written = done ? stream.total_out : 0;
  deflateEnd(&stream);
  return written;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return std::fprintf(stderr, "usage: gzip_rate FILE\n"), 2;
  std::ifstream file(arguments[1], std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.empty()) return std::fprintf(stderr, "gzip_rate: %s is empty\n", arguments[1]), 1;
  flowship::Gzip gzip(1);
  const Rate ours = Measure(text, [&gzip](std::string_view body, std::vector<char>&) { return gzip.Compress(body).size(); });
  const Rate zlib = Measure(text, ByZlib);
  std::fprintf(stderr, "flowship %.0f MB/s to %.3f of the size, zlib %.0f MB/s to %.3f\n", ours.megabytes_per_second, ours.of_size, zlib.megabytes_per_second, zlib.of_size);
  std::printf("%.3f\n", ours.megabytes_per_second / zlib.megabytes_per_second);
  return 0;
}
