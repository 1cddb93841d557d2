# flowship: `make` says what there is. Everything is built by CMake's presets; this file only names the ways.
.DEFAULT_GOAL := help
JOBS ?= $(shell nproc)
CTEST = ctest --test-dir build/dev --output-on-failure

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-11s %s\n", $$1, $$2}'

demo: ## install what a build needs, build, normalise a bundled real log to ECS, say where the result is
	@tools/install-packages.sh build
	@cmake --preset release -DFLOWSHIP_TESTS=OFF >/dev/null && cmake --build build/release -j$(JOBS) --target flowship
	@tools/demo.sh build/release/flowship

demo-page: ## the same for the eye: an agent, a log that grows, its status page; PORT=5066
	@tools/install-packages.sh build
	@cmake --preset release -DFLOWSHIP_TESTS=OFF >/dev/null && cmake --build build/release -j$(JOBS) --target flowship
	@tools/demo-page.sh build/release/flowship

build: ## build for development
	@cmake --preset dev >/dev/null && cmake --build build/dev -j$(JOBS)

test: ## install what the tests need, build, run everything, real servers included
	@tools/install-packages.sh build test
	@$(MAKE) --no-print-directory build
	@$(CTEST)

check: build ## unit tests only: seconds
	@$(CTEST) -L unit

release: ## the build that packages carry, profile-guided: build/pgo/flowship
	@tools/install-packages.sh build
	@cmake --preset pgo -DFLOWSHIP_PROFILE=generate >/dev/null && cmake --build build/pgo -j$(JOBS) --target flowship
	@tools/train.sh build/pgo
	@cmake --preset pgo -DFLOWSHIP_PROFILE=use >/dev/null && cmake --build build/pgo -j$(JOBS) --target flowship limit

package: release ## the .deb and the tarball, in build/package
	@cpack --config build/pgo/CPackConfig.cmake -B build/package >/dev/null && rm -rf build/package/_CPack_Packages && ls build/package/*

bench: release ## measure every aim of speed: one table
	@tools/install-packages.sh test
	@cmake --build build/pgo -j$(JOBS) --target limit gzip_rate processors count_allocations
	@PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 bench/aims.py build/pgo

bench-sflow: ## measure the sFlow receiver, with GOFLOW2=BINARY beside GoFlow2
	@tools/install-packages.sh build test
	@cmake --preset release -DFLOWSHIP_TESTS=OFF >/dev/null && cmake --build build/release -j$(JOBS) --target flowship sflow_decode sflow_blast
	@bench/sflow/run.sh build/release

sanitize: ## unit tests under ASan and UBSan, then under TSan
	@for preset in asan tsan; do cmake --preset $$preset >/dev/null && cmake --build build/$$preset -j$(JOBS) && ctest --test-dir build/$$preset -L unit --output-on-failure || exit 1; done

format: ## clang-format over the lines that you have changed; needs clang-format-14
	@git clang-format-14 --binary clang-format-14 --extensions cc,h HEAD || true

clean: ## remove build/
	@rm -rf build

.PHONY: help demo demo-page build test check release package bench bench-sflow sanitize format clean
