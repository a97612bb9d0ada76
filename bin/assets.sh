#!/usr/bin/env bash
# Styles, scripts and fonts, from npm packages pinned by the lock file. Does nothing when nothing changed.
set -euo pipefail
cd "$(dirname "$0")/.."
. bin/need.sh
need_node
cd assets
stamp=node_modules/.installed
if [ ! -e "$stamp" ] || [ package-lock.json -nt "$stamp" ]; then
  npm ci --no-audit --no-fund --loglevel=error
  touch "$stamp"
fi
node build.mjs
