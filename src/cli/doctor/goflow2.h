#pragma once
// GoFlow2 as it runs or is to be run on this machine: its flags, out of a process's command line or a systemd unit, and what is to be said about them.
// Source: GoFlow2's own `-h` (v2), and the setup chapter of Elastic's goflow2 integration.

#include <optional>
#include <string>
#include <vector>

#include "cli/doctor/report.h"

namespace flowship::cli::doctor {

struct Goflow2 {
  std::string found_in;  // "process 1234", "/etc/systemd/system/goflow2.service"
  bool running = false;
  std::string transport = "file", transport_file, format = "json", mapping, listen = "sflow://:6343,netflow://:2055";
};

// The flags of a command line as Go's `flag` reads them: -name value, -name=value, one or two dashes.
Goflow2 ParseGoflow2(const std::vector<std::string>& arguments);
// The words of the ExecStart= of a unit file; empty: it has none. Lines that end in \ go on.
std::vector<std::string> CommandOfUnit(const std::string& text);

// The process, or else the unit: the file that is named, or else systemd's own folders.
std::optional<Goflow2> FindGoflow2(const std::string& unit_file);

// The port on which it takes sFlow; 0: it takes none.
uint16_t SflowPort(const Goflow2& goflow2);

// Of the fields that the normalisation reads, those that the mapping lacks.
std::vector<std::string> MissingFields(const std::string& mapping_file, Report* report);

void CheckGoflow2(const std::optional<Goflow2>& goflow2, Report* report);
// Who has the port is who should have it. `receives`: flowship itself is to.
void CheckPort(const std::optional<Goflow2>& goflow2, bool receives, uint16_t port, Report* report);

}  // namespace flowship::cli::doctor
