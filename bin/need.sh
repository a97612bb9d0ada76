# Sourced by the other scripts: says what is missing, or installs it where that is allowed.

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

# need COMMAND HINT: a tool that the user must bring.
need() { command -v "$1" >/dev/null 2>&1 || fail "$1 is missing: $2"; }

# debian PACKAGE...: installs packages as root or through sudo, or says what to install.
debian() {
  local run=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || fail "Please install: $*   (apt-get install $*)"
    run=(sudo)
  fi
  command -v apt-get >/dev/null 2>&1 || fail "Please install: $*"
  say "Installing $*"
  "${run[@]}" apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive "${run[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need_rust() {
  need cargo "install Rust from https://rustup.rs"
  command -v cc >/dev/null 2>&1 || debian gcc libc6-dev
}

need_node() { need node "install Node.js 20 or newer"; need npm "install Node.js 20 or newer"; }

# Sets PG_BIN to the folder of PostgreSQL's programs.
need_postgres() {
  local found
  found=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
  if [ -z "$found" ]; then
    debian postgresql
    found=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1)
  fi
  [ -n "$found" ] || fail "PostgreSQL is missing: apt-get install postgresql"
  PG_BIN=$found
}

# strace shows that an answer leaves after the flush. True where it may trace.
want_strace() {
  command -v strace >/dev/null 2>&1 || (debian strace) || true
  strace -o /dev/null true 2>/dev/null
}

need_chromium() {
  [ -n "${CHROMIUM:-}" ] && return
  command -v chromium >/dev/null 2>&1 || debian chromium
  CHROMIUM=$(command -v chromium)
  export CHROMIUM
}
