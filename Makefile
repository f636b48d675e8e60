# Everything that is done with this repository. `make quiz` and `make test` need nothing but a Swift
# toolchain; the scripts behind the longer recipes are in .make/.

SWIFT ?= swift
PREFIX ?= $(HOME)/.local
DESTDIR ?=
BANK ?= numeracy
DURATION ?= 60
# Install this program rather than build one.
BINARY ?=

export SWIFT PREFIX DESTDIR

program = .build/release/cat
swift_files = Package.swift $(wildcard Sources Tests Benchmarks/Package.swift Benchmarks/Benchmarks)

.DEFAULT_GOAL := help
.PHONY: help quiz test study fuzz lint release install uninstall benchmark clean

help: ## List what can be made
	@echo 'usage: make GOAL'
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' Makefile | while IFS='	' read -r goal words; do \
	  printf '  %-10s %s\n' "$$goal" "$$words"; done

quiz: release ## Build the program and take a test; BANK=shell for another one
	@CAT_WORKSPACE='$(CURDIR)' $(program) take $(BANK)

test: ## Run every test
	@.make/prepare tmux mandoc libglpk40
	$(SWIFT) build --build-tests
	@$(MAKE) --no-print-directory lint
	$(SWIFT) test --skip-build
	@$(MAKE) --no-print-directory study
	@$(MAKE) --no-print-directory fuzz DURATION=25

study: ## Run the numeric studies, which need an optimised build
	$(SWIFT) test --package-path Tests/Studies -c release $(OPTIONS)

fuzz: ## Fuzz the readers of responses for a minute, or for DURATION seconds
	Tests/Fuzzing/fuzz.sh $(DURATION)

lint: ## Hold the Swift files against the formatter
	$(SWIFT) format lint --strict --parallel --recursive $(swift_files)

release: ## Build the program as it is installed
	@.make/prepare
	$(SWIFT) build -c release --static-swift-stdlib --product cat

install: $(if $(BINARY),,release) ## Install below PREFIX, ~/.local unless given
	@BINARY='$(or $(BINARY),$(program))' .make/install

uninstall: ## Take away exactly what was installed below PREFIX
	@.make/install uninstall

benchmark: release ## Measure; OPTIONS='--filter NAME' and the like are handed on
	@test -f Benchmarks/Package.swift || { echo 'Benchmarks/ holds no package.' >&2; exit 1; }
	@.make/prepare
	$(SWIFT) package --package-path Benchmarks benchmark $(OPTIONS)

clean: ## Remove what was built
	rm -rf .build Benchmarks/.build Tests/Studies/.build Tests/Fuzzing/.build
