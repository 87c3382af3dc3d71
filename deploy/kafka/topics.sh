#!/usr/bin/env bash
# Creates the topics of one station, or of the center, where the agents may not create them.
# What exists is left as it is.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: topics.sh [options] CODE TABLE...     the topics of the station CODE
       topics.sh [options] center            the status topic of the center

  --bootstrap-server HOST:PORT   default localhost:9092
  --command-config FILE          client properties, for login and TLS
  --prefix PREFIX                sync.topics.prefix, default sync
  --replication-factor N         default: the broker's
  --up-days N                    sync.topics.up-retention, default 7
  --down-days N                  sync.topics.down-retention, default 90
  --max-row-mb N                 sync.max-row-size, default 16
  --help

Needs kafka-topics.sh in the PATH, or its directory in KAFKA_BIN.
For the default topic template {prefix}.up.{code}.{table}.
EOF
}

fail() {
  echo "topics.sh: $1" >&2
  echo "topics.sh --help shows how to use it" >&2
  exit 2
}

whole_number() {
  [[ $2 =~ ^[1-9][0-9]*$ ]] || fail "$1: '$2' (expected: a whole number from 1)"
}

kafka_topics=${KAFKA_BIN:+$KAFKA_BIN/}kafka-topics.sh
server=localhost:9092
prefix=sync
up_days=7
down_days=90
max_row_mb=16
options=()

while [[ ${1-} == -* ]]; do
  if [[ $1 == --help ]]; then
    usage
    exit 0
  fi
  [[ $# -ge 2 ]] || fail "$1: unknown, or its value is missing"
  case $1 in
    --bootstrap-server) server=$2 ;;
    --command-config) options+=(--command-config "$2") ;;
    --prefix) prefix=$2 ;;
    --replication-factor)
      whole_number "$1" "$2"
      options+=(--replication-factor "$2")
      ;;
    --up-days)
      whole_number "$1" "$2"
      up_days=$2
      ;;
    --down-days)
      whole_number "$1" "$2"
      down_days=$2
      ;;
    --max-row-mb)
      whole_number "$1" "$2"
      max_row_mb=$2
      ;;
    *) fail "$1: no such option" ;;
  esac
  shift 2
done

[[ $# -ge 1 ]] || fail "no station code"
code=$1
shift
[[ $code =~ ^[A-Za-z0-9_-]{1,64}$ ]] || fail "station code: '$code' (expected: 1 to 64 characters of A-Z a-z 0-9 _ -)"
command -v "$kafka_topics" >/dev/null || fail "$kafka_topics: not found (set KAFKA_BIN to the bin directory of Kafka)"

create() {
  local topic=$1
  shift
  "$kafka_topics" --bootstrap-server "$server" "${options[@]}" --create --if-not-exists \
    --topic "$topic" --partitions 1 "$@"
}

days_in_ms() {
  echo $(($1 * 24 * 60 * 60 * 1000))
}

create_retained() {
  create "$1" --config cleanup.policy=delete --config "retention.ms=$(days_in_ms "$2")" \
    --config "max.message.bytes=$(((max_row_mb + 1) * 1024 * 1024))"
}

if [[ $code == center ]]; then
  [[ $# -eq 0 ]] || fail "the center has no tables of its own: $*"
else
  [[ $# -ge 1 ]] || fail "no table for station $code"
fi
for table in "$@"; do
  # Other names are escaped by the agent in a way of its own: let it create their topics.
  [[ $table =~ ^[A-Za-z0-9_-]+$ ]] || fail "table: '$table' (expected: A-Z a-z 0-9 _ -)"
done

# The same settings as the agent gives its topics.
create "$prefix.status.$code" --config cleanup.policy=compact --config segment.bytes=8388608 \
  --config segment.ms=3600000 --config min.cleanable.dirty.ratio=0.1
for table in "$@"; do
  create_retained "$prefix.up.$code.$table" "$up_days"
done
if [[ $code != center ]]; then
  create_retained "$prefix.down.$code" "$down_days"
fi
