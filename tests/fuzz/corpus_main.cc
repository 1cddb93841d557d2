// main of a fuzz target where no fuzzer drives it.
//
//   fuzz_NAME FOLDER...                      runs it over every file of the folders
//   fuzz_NAME FOLDER... --turns N --seed S   and then over N inputs that are made of them: bytes changed, pieces doubled, cut and exchanged
//
// An input that it dies of is left in `fuzz_NAME.input`, where the command is run; one that takes longer than a few seconds is kept beside it and counts as
// a failure. Blind, unlike libFuzzer, but it needs no other compiler.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr double kSlowSeconds = 5;
constexpr size_t kMostBytes = 4096;

class Driver {
 public:
  explicit Driver(std::string name) : name_(std::move(name)) {}

  void Run(const std::string& bytes) {
    // As much memory as the input needs and no more, so that a sanitizer sees one byte too far.
    const std::vector<uint8_t> input(bytes.begin(), bytes.end());
    const std::clock_t start = std::clock();  // of the processor: a busy machine makes nothing slow
    LLVMFuzzerTestOneInput(input.data(), input.size());
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    if (seconds < kSlowSeconds) return;
    const std::string path = name_ + ".slow-" + std::to_string(++slow_);
    Keep(path, bytes);
    std::printf("%s: %.1f s\n", path.c_str(), seconds);
  }

  void RunMade(const std::vector<std::string>& corpus, size_t turns, unsigned seed) {
    std::mt19937 random(seed);
    for (size_t turn = 0; turn < turns; ++turn) {
      const std::string made = Made(corpus, random);
      Keep(name_ + ".input", made);
      Run(made);
    }
    std::filesystem::remove(name_ + ".input");
  }

  int slow() const { return slow_; }

 private:
  static void Keep(const std::string& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary);
    file << bytes;
  }

  static std::string Piece(const std::string& of, std::mt19937& random) {
    if (of.empty()) return of;
    const size_t at = random() % of.size();
    return of.substr(at, 1 + random() % 24);
  }

  static std::string Made(const std::vector<std::string>& corpus, std::mt19937& random) {
    std::string text = corpus[random() % corpus.size()];
    for (size_t changes = 1 + random() % 6; changes > 0; --changes) {
      const size_t at = random() % (text.size() + 1);
      const std::string& other = corpus[random() % corpus.size()];
      switch (random() % 7) {
        case 0:
          if (at < text.size()) text[at] = static_cast<char>(random());
          break;
        case 1: text.erase(at, 1 + random() % 8); break;
        case 2: text.insert(at, Piece(text, random)); break;
        case 3: text.insert(at, Piece(other, random)); break;
        case 4: text = text.substr(0, at) + other.substr(std::min(other.size(), random() % (other.size() + 1))); break;
        case 5: text.insert(at, std::to_string(static_cast<int64_t>(random()) * static_cast<int64_t>(random() % 5 == 0 ? 4'294'967'296 : 1))); break;
        default: {
          const std::string piece = Piece(text, random);
          for (size_t times = random() % 60; times > 0; --times) text.insert(at, piece);
        }
      }
      if (text.size() > kMostBytes) text.resize(kMostBytes);
    }
    return text;
  }

  std::string name_;
  int slow_ = 0;
};

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::string> files;
  size_t turns = 0;
  unsigned seed = 1;
  for (int i = 1; i < count; ++i) {
    const std::string argument = arguments[i];
    if ((argument == "--turns" || argument == "--seed") && i + 1 < count) {
      const unsigned long number = std::stoul(arguments[++i]);
      argument == "--turns" ? turns = number : seed = static_cast<unsigned>(number);
      continue;
    }
    for (const auto& file : std::filesystem::directory_iterator(argument)) files.push_back(file.path().string());
  }
  std::sort(files.begin(), files.end());
  Driver driver(std::filesystem::path(count > 0 ? *arguments : "fuzz").filename().string());
  std::vector<std::string> corpus;
  for (const std::string& path : files) {
    std::ifstream file(path, std::ios::binary);
    corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    std::printf("%s\n", path.c_str());
    std::fflush(stdout);
    driver.Run(corpus.back());
  }
  if (turns != 0) std::printf("seed %u\n", seed), std::fflush(stdout);
  if (!corpus.empty()) driver.RunMade(corpus, turns, seed);
  std::printf("%zu files, %zu made, %d slow\n", files.size(), turns, driver.slow());
  return files.empty() || driver.slow() != 0 ? 1 : 0;
}
