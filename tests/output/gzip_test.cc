#include <catch2/catch.hpp>
#include <libdeflate.h>

#include <random>
#include <string>

#include "output/elasticsearch/gzip.h"

namespace flowship {
namespace {

// By libdeflate, whichever library has compressed it: one member, its check sum and size right, and nothing after it.
std::string Plain(std::string_view member, size_t bytes) {
  std::string plain(bytes, '\0');
  libdeflate_decompressor* const decompressor = libdeflate_alloc_decompressor();
  size_t used = 0, size = 0;
  const auto result = libdeflate_gzip_decompress_ex(decompressor, member.data(), member.size(), plain.data(), plain.size(), &used, &size);
  libdeflate_free_decompressor(decompressor);
  CHECK(result == LIBDEFLATE_SUCCESS);
  CHECK(used == member.size());
  CHECK(size == bytes);
  return plain;
}

TEST_CASE("every level gives the text back, whatever it is like") {
  std::mt19937_64 random(8);
  std::string noise(3'000'000, '\0'), documents;
  for (char& byte : noise) byte = static_cast<char>(random());
  for (int i = 0; i < 20'000; ++i) documents += R"({"source":{"ip":"192.0.2.)" + std::to_string(random() % 256) + R"("},"bytes":)" + std::to_string(random() % 1500) + "}\n";
  for (int level = 1; level <= 9; ++level) {
    Gzip gzip(level);
    for (const std::string& text : {documents, std::string(), std::string("{}\n"), noise, documents, std::string(5'000'000, 'a')}) {
      INFO("level " << level << ", " << text.size() << " bytes");
      CHECK(Plain(gzip.Compress(text), text.size()) == text);
    }
  }
}

TEST_CASE("documents get smaller, at level 1 too") {
  std::string documents;
  for (int i = 0; i < 10'000; ++i) documents += R"({"data_stream":{"type":"logs","dataset":"goflow2.sflow"},"sflow":{"sequence_num":)" + std::to_string(i) + "}}\n";
  for (const int level : {1, 6}) CHECK(Gzip(level).Compress(documents).size() < documents.size() / 5);
}

}  // namespace
}  // namespace flowship
