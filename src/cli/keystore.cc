#include "config/keystore.h"

#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>
#include <iterator>

#include "cli/command.h"
#include "cli/policy_file.h"

namespace flowship::cli {

namespace {

struct KeystoreFlags {
  std::string config, name;
  bool from_stdin = false, force = false;
  std::function<int()> chosen;
};

int Fail(const std::string& why) {
  std::fprintf(stderr, "flowship: %s\n", why.c_str());
  return kFailed;
}

// A line from the terminal that is not shown while it is typed.
std::string AskForSecret(const std::string& name) {
  std::fprintf(stderr, "Value of %s: ", name.c_str());
  termios before{};
  const bool terminal = ::tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    (void)::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  std::string value;
  std::getline(std::cin, value);
  if (terminal) (void)::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::fputc('\n', stderr);
  return value;
}

std::string ReadSecret(const KeystoreFlags& flags) {
  if (!flags.from_stdin) return AskForSecret(flags.name);
  std::string value(std::istreambuf_iterator<char>(std::cin), {});
  while (value.ends_with('\n') || value.ends_with('\r')) value.pop_back();
  return value;
}

int Create(const KeystoreFlags& flags) {
  const auto keystore = config::Keystore::Create(RealFileSystem(), DataPathOf(flags.config));
  if (!keystore.ok()) return Fail(keystore.error().message);
  std::fprintf(stderr, "%s has been made\n", keystore->path().c_str());
  return kDone;
}

// The keystore, or why there is none.
Result<config::Keystore> OpenKeystore(const KeystoreFlags& flags, bool make) {
  const std::string data_path = DataPathOf(flags.config);
  auto keystore = config::Keystore::Open(RealFileSystem(), data_path);
  if (!keystore.ok()) return keystore.error();
  if (*keystore) return **std::move(keystore);
  if (make) return config::Keystore::Create(RealFileSystem(), data_path);
  return Error{"there is no keystore in " + data_path + "; `flowship keystore create` makes one"};
}

int Add(const KeystoreFlags& flags) {
  auto keystore = OpenKeystore(flags, true);
  if (!keystore.ok()) return Fail(keystore.error().message);
  if (keystore->Find(flags.name) != nullptr && !flags.force) return Fail("the keystore has " + flags.name + " already; --force replaces it");
  const std::string value = ReadSecret(flags);
  if (value.empty()) return Fail("the value is empty; nothing was changed");
  const Status set = keystore->Set(flags.name, value);
  return set.ok() ? kDone : Fail(set.error().message);
}

int List(const KeystoreFlags& flags) {
  const auto keystore = OpenKeystore(flags, false);
  if (!keystore.ok()) return Fail(keystore.error().message);
  for (const std::string& name : keystore->Names()) std::printf("%s\n", name.c_str());
  return std::fflush(stdout) == 0 ? kDone : kFailed;
}

int Remove(const KeystoreFlags& flags) {
  auto keystore = OpenKeystore(flags, false);
  if (!keystore.ok()) return Fail(keystore.error().message);
  const Status removed = keystore->Remove(flags.name);
  return removed.ok() ? kDone : Fail(removed.error().message);
}

}  // namespace

std::function<int()> DeclareKeystore(CLI::App& app) {
  auto flags = std::make_shared<KeystoreFlags>();
  app.require_subcommand(1);
  const auto declare = [&app, flags](const char* name, const char* summary, int (*action)(const KeystoreFlags&)) {
    CLI::App* const child = app.add_subcommand(name, summary);
    AddPolicyFlag(*child, &flags->config);
    child->callback([flags, action] { flags->chosen = [flags, action] { return action(*flags); }; });
    return child;
  };
  declare("create", "Make an empty keystore in the policy's agent.data_path", Create);
  CLI::App* const add = declare("add", "Add a secret, which the policy names by ${KEY}", Add);
  add->add_option("KEY", flags->name, "Its name")->required();
  add->add_flag("--stdin", flags->from_stdin, "Read the value from standard input instead of asking for it");
  add->add_flag("--force", flags->force, "Replace one that is there");
  declare("list", "Print the names of the secrets", List);
  declare("remove", "Remove a secret", Remove)->add_option("KEY", flags->name, "Its name")->required();
  return [flags] { return flags->chosen(); };
}

}  // namespace flowship::cli
