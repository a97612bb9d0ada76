#!/usr/bin/env bash
# From a clone to a served network with months of history. Arguments go to `artel demo`, for example --live.
set -euo pipefail
cd "$(dirname "$0")/.."
. bin/need.sh
need_rust
if [ -e assets/package.json ]; then
  say "Styles and scripts"
  bin/assets.sh
fi
say "Building Artel (some minutes the first time)"
cargo build --profile demo -p artel
exec "${CARGO_TARGET_DIR:-target}/demo/artel" demo "$@"
