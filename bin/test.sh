#!/usr/bin/env bash
# Everything: both databases, then the browser. Ends with a line `N passed, N failed`.
set -euo pipefail
cd "$(dirname "$0")/.."
. bin/need.sh
need_rust
need_node
need_postgres
skipped=0 but=()
want_strace || { skipped=1 but=(-E 'not test(l2b_the_log_is_flushed)'); }
[ ! -e e2e/package.json ] || need_chromium

out=$(mktemp -d)
cluster=$(mktemp -d /tmp/artel-pg.XXXXXX)
chmod 755 "$cluster"
trap 'bin/postgres.sh stop "$cluster"; rm -rf "$out"' EXIT
TEST_POSTGRES=$(bin/postgres.sh start "$cluster")
export TEST_POSTGRES

passed=0 failed=0
# count PASSED FAILED: adds to the sum.
count() { passed=$((passed + $1)) failed=$((failed + $2)); }
number() { grep -oE "$1" "$2" | grep -oE '[0-9]+' | paste -sd+ | { read -r sum || sum=0; echo $((${sum:-0})); }; }

if [ -e assets/package.json ]; then
  say "Styles and scripts"
  bin/assets.sh
fi

say "Form"
if ! cargo fmt --version >/dev/null 2>&1; then say "rustfmt is not installed, so the form was not looked at"
elif cargo fmt --all --check >"$out/fmt" 2>&1; then count 1 0; else cat "$out/fmt"; count 0 1; fi
if ! cargo clippy --version >/dev/null 2>&1; then say "clippy is not installed, so the lints were not looked at"
elif cargo clippy --workspace --all-targets --quiet -- -D warnings; then count 1 0; else count 0 1; fi
if cargo deny --version >/dev/null 2>&1; then
  if cargo deny --offline check bans licenses sources; then count 1 0; else count 0 1; fi
fi

say "Rules, both databases"
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --workspace --no-fail-fast "${but[@]}" 2>&1 | tee "$out/rust" || true
  summary=$(grep -E 'Summary \[' "$out/rust" | tail -n 1)
  if [ -n "$summary" ]; then
    echo "$summary" >"$out/summary"
    count "$(number '[0-9]+ passed' "$out/summary")" "$(number '[0-9]+ (failed|timed out|exec failed)' "$out/summary")"
  else
    count 0 1 # it did not build
  fi
else
  cargo test --workspace --no-fail-fast -- ${but:+--skip l2b_the_log_is_flushed} 2>&1 | tee "$out/rust" || true
  grep -E '^test result' "$out/rust" >"$out/summary" || true
  if [ -s "$out/summary" ]; then
    count "$(number '[0-9]+ passed' "$out/summary")" "$(number '[0-9]+ failed' "$out/summary")"
  else
    count 0 1
  fi
fi

if [ -e e2e/package.json ]; then
  say "Browser"
  target=${CARGO_TARGET_DIR:-target}
  # The tests of the binary have built it; to build it alone would compile half of it again with fewer features.
  [ -x "$target/debug/artel" ] || cargo build -p artel
  TEST_ARTEL_BIN=$(realpath "$target/debug/artel")
  export TEST_ARTEL_BIN
  (cd e2e && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error; } \
    && node --test --test-concurrency=1 --test-timeout=600000 --test-reporter=tap *.test.mjs 2>&1) | tee "$out/browser" || true
  if grep -qE '^# pass ' "$out/browser"; then
    count "$(number '^# pass [0-9]+' "$out/browser")" "$(number '^# (fail|cancelled) [0-9]+' "$out/browser")"
  else
    count 0 1
  fi
fi

[ "$skipped" -eq 0 ] || say "1 skipped: strace may not trace here, so the order of flush and answer was not looked at"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
