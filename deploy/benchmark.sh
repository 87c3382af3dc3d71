#!/usr/bin/env bash
# Measures how fast and how small StationSync is on this machine, beside MariaDB's own replication and Debezium with its JDBC
# sink, and writes a report in Markdown (./benchmark.md). Needs nothing but a JDK and Maven; a MariaDB of the PATH is used, 10.6 or
# later.
#
#   benchmark.sh [option …] [scenario …]
#
# Scenarios (all of them if none is named): inserts single updates deletes mixed down crossing latency load beside idle growth application
#
#   --quick           tiny, to see that it works: its figures mean nothing
#   --alone           without the rivals
#   --runs=3          of each measurement
#   --rows=200000     of a backlog in transactions of 1,000 rows; other measurements take a share of it
#   --watch=60        seconds of low load, and at rest
#   --stations=1,10,100,1000
#   --report=FILE
#
# Keep the machine quiet while it runs. Databases and Kafka run on ports chosen freely, with files in a temporary folder
# (below $TMPDIR or /tmp, some GB) that goes in the end. Exit 2: something is missing, or the arguments are wrong.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

case "${1-}" in
  -h | --help)
    sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac

for tool in java javac mvn; do
  command -v "$tool" > /dev/null || {
    echo "benchmark.sh: there is no $tool. A JDK 17 or later and Maven 3.8 or later are needed: see deploy/demo.sh." >&2
    exit 2
  }
done

echo 'Building …'
(cd -- "$root" && mvn -q -B -DskipTests -Dspotless.check.skip package -pl deploy/benchmark -am)
options=()
if [[ " $* " != *' --alone '* ]]; then
  (cd -- "$root/deploy/benchmark/connect" && mvn -q -B package)
  options+=("--connect=$(< "$root/deploy/benchmark/connect/target/class-path.txt")")
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/stationsync-benchmark.XXXXXX")
trap 'rm -rf -- "$folder"' EXIT
java -Xmx1g -XX:-UsePerfData "-Djava.io.tmpdir=$folder" \
  -cp "$root/deploy/benchmark/target/classes:$(< "$root/deploy/benchmark/target/class-path.txt")" \
  io.stationsync.benchmark.Benchmark "${options[@]}" "$@"
