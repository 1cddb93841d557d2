// Math and StrictMath. Java's cases where C's library decides otherwise are spelled out; the last digit of a sine may differ, as Java allows.

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "painless/api_tables.h"
#include "painless/cast.h"

namespace flowship::painless {
namespace {

template <double (*function)(double)>
Value Unary(Run&, const Value* a) { return Value::Double(function(a[0].as_double())); }
template <double (*function)(double, double)>
Value Binary(Run&, const Value* a) { return Value::Double(function(a[0].as_double(), a[1].as_double())); }

double Signum(double value) { return value > 0 ? 1 : value < 0 ? -1 : value; }
double ToDegrees(double radians) { return radians * 57.29577951308232; }
double ToRadians(double degrees) { return degrees * 0.017453292519943295; }
double NextUp(double value) { return std::nextafter(value, HUGE_VAL); }
double NextDown(double value) { return std::nextafter(value, -HUGE_VAL); }
double Ulp(double value) {
  if (!std::isfinite(value)) return std::fabs(value);
  const double size = std::fabs(value);
  return size == std::numeric_limits<double>::max() ? size - std::nextafter(size, 0) : std::nextafter(size, HUGE_VAL) - size;
}

double Greater(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::nan("");
  if (a == 0 && b == 0) return std::signbit(a) ? b : a;
  return a > b ? a : b;
}
double Less(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::nan("");
  if (a == 0 && b == 0) return std::signbit(a) ? a : b;
  return a < b ? a : b;
}
double Power(double base, double exponent) {
  if (std::isnan(exponent) || (std::isinf(exponent) && std::fabs(base) == 1)) return std::nan("");
  return std::pow(base, exponent);
}

Value Random(Run&, const Value*) {
  static thread_local std::mt19937_64 generator{std::random_device{}()};
  return Value::Double(std::uniform_real_distribution<double>(0, 1)(generator));
}

// Half up, towards positive infinity, without the error of adding a half.
Value Round(Run&, const Value* a) {
  const double value = a[0].as_double(), whole = std::floor(value);
  return ConvertNumber(Value::Double(value - whole >= 0.5 ? whole + 1 : whole), TypeId::kLong);
}

Value Scale(Run&, const Value* a) { return Value::Double(std::scalbn(a[0].as_double(), static_cast<int>(a[1].as_long()))); }

constexpr Method kMath[] = {
    Static("double IEEEremainder(double,double)", Binary<std::remainder>),
    Static("double abs(double)", Unary<std::fabs>),
    Static("double acos(double)", Unary<std::acos>),
    Static("double asin(double)", Unary<std::asin>),
    Static("double atan(double)", Unary<std::atan>),
    Static("double atan2(double,double)", Binary<std::atan2>),
    Static("double cbrt(double)", Unary<std::cbrt>),
    Static("double ceil(double)", Unary<std::ceil>),
    Static("double copySign(double,double)", Binary<std::copysign>),
    Static("double cos(double)", Unary<std::cos>),
    Static("double cosh(double)", Unary<std::cosh>),
    Static("double exp(double)", Unary<std::exp>),
    Static("double expm1(double)", Unary<std::expm1>),
    Static("double floor(double)", Unary<std::floor>),
    Static("double hypot(double,double)", Binary<std::hypot>),
    Static("double log(double)", Unary<std::log>),
    Static("double log10(double)", Unary<std::log10>),
    Static("double log1p(double)", Unary<std::log1p>),
    Static("double max(double,double)", Binary<Greater>),
    Static("double min(double,double)", Binary<Less>),
    Static("double nextAfter(double,double)", Binary<std::nextafter>),
    Static("double nextDown(double)", Unary<NextDown>),
    Static("double nextUp(double)", Unary<NextUp>),
    Static("double pow(double,double)", Binary<Power>),
    Static("double random()", Random),
    Static("double rint(double)", Unary<std::nearbyint>),
    Static("long round(double)", Round),
    Static("double scalb(double,int)", Scale),
    Static("double signum(double)", Unary<Signum>),
    Static("double sin(double)", Unary<std::sin>),
    Static("double sinh(double)", Unary<std::sinh>),
    Static("double sqrt(double)", Unary<std::sqrt>),
    Static("double tan(double)", Unary<std::tan>),
    Static("double tanh(double)", Unary<std::tanh>),
    Static("double toDegrees(double)", Unary<ToDegrees>),
    Static("double toRadians(double)", Unary<ToRadians>),
    Static("double ulp(double)", Unary<Ulp>),
};
static_assert(IsSorted(kMath));

template <int thousandths>
Value MathConstant(Run&) { return Value::Double(thousandths == 3141 ? 3.141592653589793 : 2.718281828459045); }
constexpr Constant kConstants[] = {Field("double", "E", MathConstant<2718>), Field("double", "PI", MathConstant<3141>)};

constexpr TypeApi kTables[] = {{TypeId::kMath, kMath, kConstants}, {TypeId::kStrictMath, kMath, kConstants}};

}  // namespace

ApiTables MathApi() { return kTables; }

}  // namespace flowship::painless
