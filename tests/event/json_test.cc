#include <catch2/catch.hpp>

#include <string>

#include "event/json_reader.h"
#include "event/json_writer.h"

namespace flowship {
namespace {

struct Fixture {
  KeySet frozen;
  Arena arena;
  KeyTable keys{frozen, arena};
  JsonReader reader;
  JsonProblem problem;

  bool Read(std::string_view text, Value* value, const JsonOptions& options = {}) {
    // A copy of exactly the text's size, so that AddressSanitizer sees a read behind its end.
    const std::string_view own = arena.Copy(text);
    return reader.Read(own, arena, keys, value, &problem, options);
  }
  std::string Round(std::string_view text) {
    Value value;
    return Read(text, &value) ? ToJson(value) : "error: " + std::string(problem.what);
  }
};

TEST_CASE("numbers keep Java's kinds") {
  Fixture f;
  const auto kind = [&f](std::string_view text) {
    Value value;
    REQUIRE(f.Read(text, &value));
    return value.kind();
  };
  CHECK(kind("0") == Kind::kInt);
  CHECK(kind("2147483647") == Kind::kInt);
  CHECK(kind("-2147483648") == Kind::kInt);
  CHECK(kind("2147483648") == Kind::kLong);
  CHECK(kind("1795460330727631665") == Kind::kLong);
  CHECK(kind("9223372036854775807") == Kind::kLong);
  CHECK(kind("-9223372036854775808") == Kind::kLong);
  CHECK(kind("9223372036854775808") == Kind::kBigInteger);
  CHECK(kind("123456789012345678901234567890") == Kind::kBigInteger);
  CHECK(kind("1.0") == Kind::kDouble);
  CHECK(kind("1e3") == Kind::kDouble);
}

TEST_CASE("what is read is written again") {
  Fixture f;
  for (const char* text : {"{}", "[]", "null", "true", "false", "0", "-1", "1795460330727631665", "123456789012345678901234567890", R"("")", R"("a")",
                           R"({"a":1,"b":[1,2,{"c":null}],"d":"x"})", R"("\"\\\b\f\n\r\t")", "\"\xc3\xa4\xe2\x86\x92\xf0\x9f\x98\x80\""}) {
    CHECK(f.Round(text) == text);
  }
  CHECK(f.Round(" { \"a\" : [ 1 , 2 ] } \n") == R"({"a":[1,2]})");
  CHECK(f.Round(R"("\u00e4\u2192\ud83d\ude00")") == "\"\xc3\xa4\xe2\x86\x92\xf0\x9f\x98\x80\"");
  CHECK(f.Round(R"("\/")") == "\"/\"");
  CHECK(f.Round(R"("\u0001")") == R"("\u0001")");
  CHECK(f.Round(R"("\u001F")") == R"("\u001F")");
  CHECK(f.Round(R"("\ud800x")") == "\"\xef\xbf\xbdx\"");  // a lone surrogate has no UTF-8
}

TEST_CASE("of a repeated key the last value wins, in the place of the first") {
  Fixture f;
  CHECK(f.Round(R"({"a":1,"b":2,"a":3})") == R"({"a":3,"b":2})");
  Value value;
  CHECK_FALSE(f.Read(R"({"a":1,"a":3})", &value, {.refuse_duplicate_keys = true}));
  CHECK(f.problem.what == "Duplicate field 'a'");
}

TEST_CASE("what is not JSON is refused, and nothing behind it is read") {
  Fixture f;
  for (const char* text : {"", " ", "{", "}", "[", "]", "{]", "[}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "[1,]", "[1 2]", "{\"a\" 1}", "{1:2}", "\"", "\"a", "\"\\x\"", "\"\\u12\"",
                           "\"\\u12g4\"", "tru", "truee", "nul", "nulll", "fals", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x10", "NaN", "{} {}", "1 2", "\"a\"b", "\"a\x01\"",
                           "\"\xff\"", "{\"a\":1}}", "[[", "{\"a\":{\"b\":1}"}) {
    Value value;
    INFO(text);
    CHECK_FALSE(f.Read(text, &value));
    CHECK_FALSE(f.problem.what.empty());
  }
}

TEST_CASE("every prefix of a record is refused without reading past its end") {
  Fixture f;
  const std::string record = R"({"type":"SFLOW_5","n":-12.5e3,"b":true,"z":null,"e":"\u00e4\n","l":[1,{"x":[]}]})";
  Value value;
  CHECK(f.Read(record, &value));
  for (size_t size = 0; size < record.size(); ++size) CHECK_FALSE(f.Read(std::string_view(record).substr(0, size), &value));
}

TEST_CASE("nesting has a limit") {
  Fixture f;
  Value value;
  CHECK(f.Read(std::string(500, '[') + std::string(500, ']'), &value));
  CHECK_FALSE(f.Read(std::string(600, '[') + std::string(600, ']'), &value));
  CHECK(f.problem.what == "nested too deeply");
}

TEST_CASE("what follows the value is refused, or left alone when asked") {
  Fixture f;
  Value value;
  CHECK_FALSE(f.Read("{} x", &value));
  CHECK(f.Read("{} x", &value, {.allow_trailing = true}));
}

TEST_CASE("doubles and floats are written as Java writes them") {
  // Judged against the documentation of java.lang.Double.toString and Float.toString (JDK 19 and later).
  const auto text = [](double number) {
    char out[kNumberTextBytes];
    return std::string(out, WriteDouble(number, out));
  };
  CHECK(text(0.0) == "0.0");
  CHECK(text(-0.0) == "-0.0");
  CHECK(text(1) == "1.0");
  CHECK(text(1.5) == "1.5");
  CHECK(text(100) == "100.0");
  CHECK(text(1234567.0) == "1234567.0");
  CHECK(text(9999999.0) == "9999999.0");
  CHECK(text(1e7) == "1.0E7");
  CHECK(text(12345678.9) == "1.23456789E7");
  CHECK(text(0.001) == "0.001");
  CHECK(text(0.00123) == "0.00123");
  CHECK(text(0.000999) == "9.99E-4");
  CHECK(text(1e-5) == "1.0E-5");
  CHECK(text(-2.5e300) == "-2.5E300");
  CHECK(text(4.9e-324) == "4.9E-324");
  CHECK(text(2e-323) == "2.0E-323");
  char out[kNumberTextBytes];
  CHECK(std::string(out, WriteFloat(1.1f, out)) == "1.1");
  CHECK(std::string(out, WriteFloat(3.4028235e38f, out)) == "3.4028235E38");
  CHECK(ToJson(Value::Double(std::numeric_limits<double>::infinity())) == "\"Infinity\"");
}

TEST_CASE("Java's text of values") {
  Fixture f;
  Value value;
  REQUIRE(f.Read(R"({"a":[1,"b",null,true],"c":{"d":1.5}})", &value));
  CHECK(JavaText(value, f.arena) == "{a=[1, b, null, true], c={d=1.5}}");
}

}  // namespace
}  // namespace flowship
