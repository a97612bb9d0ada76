# The commands of Artel. `make help` lists them.

.PHONY: help demo test check assets build fmt lighthouse pictures breaks
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

demo: ## build and serve a network with months of history: address and logins are printed (ARGS=--live, ARGS=--fresh)
	@bin/demo.sh $(ARGS)

test: ## install what is missing, run every test on both databases and in the browser
	@bin/test.sh

check: ## format, lint and look at what comes from outside, as a reviewer would
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	@if cargo deny --version >/dev/null 2>&1; then cargo deny check bans licenses sources; else echo "cargo-deny is not installed; the test supply_chain holds bans and licences"; fi

assets: ## build styles, scripts and fonts from their npm packages
	@bin/assets.sh

build: assets ## build the release binary
	cargo build --release -p artel

fmt: ## format the sources
	cargo fmt --all

breaks: ## take each rule out of the code and see its test fail (ARGS="valve L1")
	@node tests/breaks.mjs $(ARGS)

pictures: ## take the pictures of the README from a running demo (ARGS=http://127.0.0.1:7700), and those of the guides from the stories
	@cd e2e && node pictures.mjs $(ARGS)
	@cargo build -p artel
	@cd e2e && TEST_PICTURES=1 TEST_ARTEL_BIN="$$(realpath "$${CARGO_TARGET_DIR:-../target}/debug/artel")" node --test --test-timeout=900000 days.test.mjs

lighthouse: ## score the pages of a running demo by Lighthouse's mobile profile (ARGS=http://127.0.0.1:7700)
	@cd bench/lighthouse && npm ci --no-audit --no-fund --loglevel=error && node measure.mjs $(ARGS)
