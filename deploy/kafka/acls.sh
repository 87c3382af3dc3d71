#!/usr/bin/env bash
# Lets one station, or the center, do what it needs on the brokers and nothing else.
set -euo pipefail

usage() {
  cat <<'EOF'
usage: acls.sh [options] CODE      the rules of the station CODE
       acls.sh [options] center    the rules of the center

  --bootstrap-server HOST:PORT   default localhost:9092
  --command-config FILE          client properties, for login and TLS
  --prefix PREFIX                sync.topics.prefix, default sync
  --principal PRINCIPAL          default User:stationsync-CODE, User:stationsync-center
  --no-create                    topics are created with topics.sh, not by the agent
  --help

Needs kafka-acls.sh in the PATH, or its directory in KAFKA_BIN.
For the default topic template {prefix}.up.{code}.{table}.
EOF
}

fail() {
  echo "acls.sh: $1" >&2
  echo "acls.sh --help shows how to use it" >&2
  exit 2
}

kafka_acls=${KAFKA_BIN:+$KAFKA_BIN/}kafka-acls.sh
server=localhost:9092
prefix=sync
principal=
options=()
# AlterConfigs: a topic whose messages may not be as large as sync.max-row-size is raised.
create=(--operation Create --operation AlterConfigs)

while [[ ${1-} == -* ]]; do
  case $1 in
    --help)
      usage
      exit 0
      ;;
    --no-create)
      create=()
      shift
      continue
      ;;
  esac
  [[ $# -ge 2 ]] || fail "$1: unknown, or its value is missing"
  case $1 in
    --bootstrap-server) server=$2 ;;
    --command-config) options+=(--command-config "$2") ;;
    --prefix) prefix=$2 ;;
    --principal) principal=$2 ;;
    *) fail "$1: no such option" ;;
  esac
  shift 2
done

[[ $# -eq 1 ]] || fail "expected one station code, or center: '$*'"
code=$1
[[ $code =~ ^[A-Za-z0-9_-]{1,64}$ ]] || fail "station code: '$code' (expected: 1 to 64 characters of A-Z a-z 0-9 _ -)"
command -v "$kafka_acls" >/dev/null || fail "$kafka_acls: not found (set KAFKA_BIN to the bin directory of Kafka)"
principal=${principal:-User:stationsync-$code}

# allow literal|prefixed RESOURCE NAME --operation ...
allow() {
  local pattern=$1 resource=$2 name=$3
  shift 3
  "$kafka_acls" --bootstrap-server "$server" "${options[@]}" --add --allow-principal "$principal" \
    --resource-pattern-type "$pattern" "--$resource" "$name" "$@"
}

look=(--operation Describe --operation DescribeConfigs)
read=(--operation Read "${look[@]}")
write=(--operation Write "${look[@]}")

if [[ $code == center ]]; then
  allow prefixed topic "$prefix.up." "${read[@]}"
  allow prefixed topic "$prefix.status." "${read[@]}"
  # Read too: at its start the center reads back what the stations have not acknowledged.
  allow prefixed topic "$prefix.down." "${write[@]}" --operation Read "${create[@]}"
  allow literal topic "$prefix.status.center" "${write[@]}" "${create[@]}"
  allow literal transactional-id center --operation Write --operation Describe
else
  # The dot at the end: ST1 gets nothing of ST10.
  allow prefixed topic "$prefix.up.$code." "${write[@]}" "${create[@]}"
  # Read too: the agent's position is there.
  allow literal topic "$prefix.status.$code" "${write[@]}" --operation Read "${create[@]}"
  allow literal topic "$prefix.down.$code" "${read[@]}" "${create[@]}"
  allow literal transactional-id "agent-$code" --operation Write --operation Describe
fi
