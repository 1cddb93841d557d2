#include <algorithm>
#include <iterator>

#include "sflow/records.h"

namespace flowship::sflow {

namespace {

constexpr CounterFormat kFormats[] = {
    {1, CounterKind::kInterface, 88},     {2, CounterKind::kEthernet, 52},    {3, CounterKind::kTokenRing, 72}, {4, CounterKind::kVg, 80},
    {5, CounterKind::kVlan, 28},          {6, CounterKind::kWifi, 80},        {7, CounterKind::kLag, 56},       {1001, CounterKind::kProcessor, 28},
    {1002, CounterKind::kRadio, 12},      {1005, CounterKind::kPortName, 4},  {2000, CounterKind::kHostName, 4}, {2003, CounterKind::kHostCpu, 68},
    {2004, CounterKind::kHostMemory, 72}, {2005, CounterKind::kHostDisk, 52}, {2006, CounterKind::kHostNet, 40},
};
static_assert(std::is_sorted(std::begin(kFormats), std::end(kFormats), [](const CounterFormat& a, const CounterFormat& b) { return a.format < b.format; }));

void Take(CounterKind kind, size_t bytes, ByteReader& reader, CounterSample& sample) {
  const std::string_view body = reader.Bytes(bytes);
  if (!reader.ok()) return;
  sample.kinds |= 1u << static_cast<int>(kind);
  sample.body[static_cast<size_t>(kind)] = body;
}

}  // namespace

const CounterFormat* FindCounterFormat(uint32_t format) {
  const CounterFormat* const found = std::lower_bound(std::begin(kFormats), std::end(kFormats), format, [](const CounterFormat& of, uint32_t f) { return of.format < f; });
  return found != std::end(kFormats) && found->format == format ? found : nullptr;
}

// All but a VLAN's begin with the counters of the interface; those of FDDI and of wide-area interfaces have no more.
bool ReadOldCounters(uint32_t type, ByteReader& reader, CounterSample& sample) {
  if (type < 1 || type > 7) return false;
  if (type != 7) Take(CounterKind::kInterface, 88, reader, sample);
  switch (type) {
    case 2: Take(CounterKind::kEthernet, 52, reader, sample); break;
    case 3: Take(CounterKind::kTokenRing, 72, reader, sample); break;
    case 5: Take(CounterKind::kVg, 80, reader, sample); break;
    case 7: Take(CounterKind::kVlan, 28, reader, sample); break;
    default: break;
  }
  return true;
}

}  // namespace flowship::sflow
