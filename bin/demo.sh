#!/usr/bin/env bash
# From a clone to a served demo.
set -euo pipefail
cd "$(dirname "$0")/.."
. bin/need.sh
need_rust
need_node
bin/assets.sh
say "Building (a few minutes the first time)"
cargo build --profile demo -p artel
target=${CARGO_TARGET_DIR:-target}
exec "$target/demo/artel" demo "$@"
