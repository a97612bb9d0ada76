#!/usr/bin/env bash
# A throwaway PostgreSQL for tests: `postgres.sh start FOLDER` prints its address, `postgres.sh stop FOLDER` removes it.
set -euo pipefail
cd "$(dirname "$0")/.."
. bin/need.sh
need_postgres
folder=$2
# PostgreSQL refuses to run as root.
as_owner() { if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
case $1 in
  start)
    mkdir -p "$folder"
    [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
    as_owner "$PG_BIN/initdb" -D "$folder/data" -U artel -A trust -E UTF8 --no-locale -N >/dev/null
    port=$(node -e 'const s=require("net").createServer();s.listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
    # Tests lose nothing in a power cut, so nothing is flushed.
    as_owner "$PG_BIN/pg_ctl" -D "$folder/data" -l "$folder/log" -w -o "-p $port -k $folder -h 127.0.0.1 -F \
      -c max_connections=400 -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=128MB" start >/dev/null
    echo "postgres://artel@127.0.0.1:$port/postgres"
    ;;
  stop)
    as_owner "$PG_BIN/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
    ;;
  *) fail "postgres.sh start|stop FOLDER" ;;
esac
