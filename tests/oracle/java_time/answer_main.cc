// Answers the questions on stdin as tests/base/date_answer.h does, for compare.py.

#include <iostream>

#include "../../base/date_answer.h"

int main() {
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) std::cout << flowship::DateAnswers::To(line) << '\n';
}
