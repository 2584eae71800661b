# The front door. Each target says what it does: make help
SHELL := /bin/bash
.DEFAULT_GOAL := help
PRESET ?= release
BUILD := build/$(PRESET)
export PATH := $(CURDIR)/.node/node_modules/.bin:$(PATH)

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## Install what building and testing need (Debian and npm packages, from lists in tools/packages)
	@tools/setup

page: setup ## Build the web page into web/dist
	@tools/build_page

configure: page
	@cmake --preset $(PRESET) >build-configure.log 2>&1 || { cat build-configure.log; exit 1; }
	@rm -f build-configure.log

build: configure ## Build the program: build/release/anlan
	@cmake --build --preset $(PRESET) --target anlan

demo: build ## Make the demonstration county, detect, and serve the page
	@tools/demo

test: configure ## Build and pass every test
	@cmake --build --preset $(PRESET)
	@tools/test $(PRESET)

bench: configure ## Print every figure of docs/benchmarks.md
	@cmake --build --preset $(PRESET)
	@tools/bench $(PRESET)

fuzz: setup ## Run each fuzz target for a while (SECONDS_EACH=10)
	@tools/fuzz

lint: setup ## Check layers, style, format, types and the page
	@tools/lint

tidy: ## Run clang-tidy over every source
	@tools/tidy $(PRESET)

format: ## Format every source
	@git ls-files '*.cpp' '*.h' | xargs clang-format-19 -i
	@cd web && npm run --silent format

clean: ## Remove what was built
	rm -rf build web/dist

.PHONY: help setup page configure build demo test bench fuzz lint tidy format clean
