#include "cli/command.h"

int main(int argc, char** argv) { return flowship::cli::Main(argc, argv); }
