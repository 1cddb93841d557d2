// Completion scripts, made of the commands' own declarations: they can't say anything else than `--help` does.

#include <CLI/CLI.hpp>

#include <cstdio>

#include "cli/command.h"

namespace flowship::cli {

namespace {

struct Word {
  std::string text, summary;
};

// A command: what may follow it.
struct Place {
  std::string path;  // "" of flowship itself, "test/pipeline"
  std::vector<Word> commands, options;
};

void Collect(const CLI::App& app, const std::string& path, std::vector<Place>* places) {
  Place place;
  place.path = path;
  const auto children = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* child : children) place.commands.push_back({child->get_name(), child->get_description()});
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) place.options.push_back({"--" + name, option->get_description()});
    for (const std::string& name : option->get_snames()) place.options.push_back({"-" + name, option->get_description()});
  }
  places->push_back(std::move(place));
  for (const CLI::App* child : children) Collect(*child, path.empty() ? child->get_name() : path + "/" + child->get_name(), places);
}

// In single quotes, for all three shells.
std::string Quoted(std::string_view text, bool fish = false) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += fish ? "\\'" : "'\\''";
    } else if (c == '\\' && fish) {
      quoted += "\\\\";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

// The cases that walk from a place to the next: run) at=run ;;
std::string Walk(const std::vector<Place>& places) {
  std::string cases;
  for (const Place& place : places) {
    for (const Word& command : place.commands) {
      const std::string next = place.path.empty() ? command.text : place.path + "/" + command.text;
      cases += "      " + Quoted(place.path + "|" + command.text) + ") at=" + Quoted(next) + " ;;\n";
    }
  }
  return cases;
}

std::string Bash(const std::vector<Place>& places) {
  std::string text =
      "# flowship's completion for bash\n_flowship() {\n  local at='' word candidates=''\n  for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n    case \"$at|$word\" in\n" +
      Walk(places) + "    esac\n  done\n  case \"$at\" in\n";
  for (const Place& place : places) {
    std::string words;
    for (const auto& list : {place.commands, place.options}) {
      for (const Word& word : list) words += (words.empty() ? "" : " ") + word.text;
    }
    text += "    " + Quoted(place.path) + ") candidates=" + Quoted(words) + " ;;\n";
  }
  return text + "  esac\n  COMPREPLY=($(compgen -W \"$candidates\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\ncomplete -o default -F _flowship flowship\n";
}

// A colon divides the word from what it is.
std::string Described(const Word& word) {
  std::string text;
  for (const char c : word.text) text += c == ':' ? std::string("\\:") : std::string(1, c);
  return text + ":" + word.summary;
}

std::string Zsh(const std::vector<Place>& places) {
  std::string text = "#compdef flowship\n# flowship's completion for zsh\n_flowship() {\n  local at='' word\n  local -a commands options\n  for word in ${words[2,CURRENT-1]}; do\n    case \"$at|$word\" in\n" +
                     Walk(places) + "    esac\n  done\n  case \"$at\" in\n";
  for (const Place& place : places) {
    text += "    " + Quoted(place.path) + ")\n";
    const auto add = [&text](const char* name, const std::vector<Word>& words) {
      text += std::string("      ") + name + "=(";
      for (const Word& word : words) text += "\n        " + Quoted(Described(word));
      text += ")\n";
    };
    add("commands", place.commands);
    add("options", place.options);
    text += "      ;;\n";
  }
  return text + "  esac\n  if [[ $PREFIX == -* ]]; then\n    _describe -o option options\n  elif (( ${#commands} )); then\n    _describe command commands\n  else\n    _files\n  fi\n}\n"
                "compdef _flowship flowship\n";
}

std::string Fish(const std::vector<Place>& places) {
  std::string text = "# flowship's completion for fish\nfunction __flowship_at\n  set -l at ''\n  for word in (commandline -opc)[2..-1]\n    switch \"$at|$word\"\n";
  for (const Place& place : places) {
    for (const Word& command : place.commands) {
      const std::string next = place.path.empty() ? command.text : place.path + "/" + command.text;
      text += "      case " + Quoted(place.path + "|" + command.text, true) + "\n        set at " + Quoted(next, true) + "\n";
    }
  }
  text += "    end\n  end\n  test \"$at\" = \"$argv[1]\"\nend\n";
  for (const Place& place : places) {
    const std::string where = "complete -c flowship -n " + Quoted("__flowship_at " + Quoted(place.path, true), true);
    for (const Word& command : place.commands) text += where + " -f -a " + Quoted(command.text, true) + " -d " + Quoted(command.summary, true) + "\n";
    for (const Word& option : place.options) {
      const bool is_long = option.text.starts_with("--");
      text += where + (is_long ? " -l " + option.text.substr(2) : " -s " + option.text.substr(1)) + " -d " + Quoted(option.summary, true) + "\n";
    }
  }
  return text;
}

int Print(const CLI::App& root, std::string (*script)(const std::vector<Place>&)) {
  std::vector<Place> places;
  Collect(root, "", &places);
  std::fputs(script(places).c_str(), stdout);
  return std::fflush(stdout) == 0 ? kDone : kFailed;
}

}  // namespace

std::function<int()> DeclareCompletion(CLI::App& app) {
  auto chosen = std::make_shared<std::function<int()>>();
  app.require_subcommand(1);
  const auto declare = [&app, chosen](const char* name, const char* summary, std::string (*script)(const std::vector<Place>&)) {
    app.add_subcommand(name, summary)->callback([&app, chosen, script] {
      *chosen = [root = app.get_parent(), script] { return Print(*root, script); };
    });
  };
  declare("bash", "For bash", Bash);
  declare("zsh", "For zsh", Zsh);
  declare("fish", "For fish", Fish);
  return [chosen] { return (*chosen)(); };
}

}  // namespace flowship::cli
