#!/usr/bin/env bash
# A control center and two stations on this machine, with nothing installed but a JDK and Maven.
#
#   demo.sh          starts them and shows them live until Ctrl-C
#   demo.sh --once   plays a fixed story, checks how it ended, exits 0 if all is right, else 1
#
# Ports are chosen freely. All files are in a temporary folder (below $TMPDIR or /tmp, about 1 GB) that goes in the end.
# Exit 2: something that is needed is missing, or the arguments are wrong.
set -euo pipefail

usage() {
  sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
}

missing() {
  printf 'demo.sh: %s\n' "$@" >&2
  exit 2
}

options=()
case "${1-}" in
  '') ;;
  --once) options+=(--once) ;;
  -h | --help)
    usage
    exit 0
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

jdk() {
  if [[ -n ${JAVA_HOME-} && -x $JAVA_HOME/bin/$1 ]]; then
    printf '%s\n' "$JAVA_HOME/bin/$1"
  else
    command -v "$1" || true
  fi
}

check_tools() {
  local javac version
  java=$(jdk java)
  javac=$(jdk javac)
  [[ -n $java && -n $javac ]] || missing \
    'there is no JDK (java and javac), version 17 or later.' \
    'Debian, Ubuntu: apt install openjdk-17-jdk-headless; Fedora: dnf install java-17-openjdk-devel;' \
    'elsewhere: https://adoptium.net, then set JAVA_HOME.'
  version=$("$javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [[ ${version:-0} -ge 17 ]] || missing \
    "$javac is version ${version:-unknown}, 17 or later is needed." \
    'Debian, Ubuntu: apt install openjdk-17-jdk-headless; then set JAVA_HOME if there are several.'
  command -v mvn > /dev/null || missing \
    'there is no mvn (Maven 3.8 or later).' \
    'Debian, Ubuntu: apt install maven; Fedora: dnf install maven; elsewhere: https://maven.apache.org.'
}

# The last file that a build writes. (Jars carry a fixed date so that builds are reproducible.)
built=$root/deploy/demo/target/class-path.txt

is_built() {
  local sources=(
    "$root/pom.xml" "$root"/{shared-model,local-agent,control-center,deploy/demo}/pom.xml
    "$root"/{shared-model,local-agent,control-center,deploy/demo}/src/main
    "$root/shared-model/src/test/java/io/stationsync/servers"
  )
  [[ -f $built && -f $root/local-agent/target/local-agent.jar && -f $root/control-center/target/control-center.jar &&
    -d $root/deploy/demo/target/classes && -z $(find "${sources[@]}" -newer "$built" -print -quit) ]]
}

build() {
  echo 'Building (a few minutes the first time: Maven downloads what it needs) …'
  (cd -- "$root" && exec mvn -q -B -DskipTests -Dspotless.check.skip package -pl deploy/demo -am) &
  child=$!
  wait "$child" || {
    echo 'demo.sh: the build failed, see above.' >&2
    exit 1
  }
  child=
}

folder=
child=

# shellcheck disable=SC2317  # reached through the trap
# Ends the demo in good order; its databases, Kafka and services end with it.
end() {
  local code=$?
  trap '' INT TERM HUP
  if [[ -n $child ]]; then
    kill -TERM "$child" 2> /dev/null || true
    wait "$child" 2> /dev/null || true
  fi
  # A database killed together with a killed demo may still write for a moment.
  [[ -z $folder ]] || rm -rf -- "$folder" 2> /dev/null || { sleep 1 && rm -rf -- "$folder"; }
  exit "$code"
}

check_tools
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
folder=$(mktemp -d "${TMPDIR:-/tmp}/stationsync-demo.XXXXXX")
mkdir -- "$folder/tmp"
is_built || build
[[ ! -t 1 ]] || options+=(--terminal)

# Where there is setpriv, the demo ends even if this script is killed.
guard=()
if command -v setpriv > /dev/null && setpriv --pdeathsig TERM true 2> /dev/null; then
  guard=(setpriv --pdeathsig TERM --)
fi

"${guard[@]}" "$java" -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData \
  "-Djava.io.tmpdir=$folder/tmp" \
  -cp "$root/deploy/demo/target/classes:$(< "$built")" \
  io.stationsync.demo.Demo "--folder=$folder" "${options[@]}" &
child=$!
code=0
wait "$child" || code=$?
child=
exit "$code"
