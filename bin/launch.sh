# shellcheck shell=sh disable=SC2034,SC2154,SC2086
# Shared by the launchers and .ci/run; sourced, POSIX sh. Expects $root, the top of the checkout.
#
# First use, and whenever a source is newer than the last build: packages the modules with Maven
# (progress on standard error, everything in the build log), and copies our jars aside, so that a
# later build cannot pull them from under a running process. After that Maven is not started.
#
#   target/launch/NAME/stamp       the start of the last good build
#   target/launch/NAME/class-path  its class path
#   target/launch/NAME/build.log   what Maven said
#   target/launch/NAME/classes.jsa classes that the JVM need not parse and verify again
#   target/launch/lock             held while building
#
# JAVA_HOME names the JDK to use, where it is new enough. ESPALIER_JAVA_OPTS holds more JVM options
# (split at blanks).

java_needed=21
java_of_torch=25

# DJL never downloads or reports home; output is UTF-8 wherever it goes.
java_options="-Dai.djl.offline=true -DOPT_OUT_TRACKING=true -Dai.djl.pytorch.graph_optimizer=false \
  --enable-native-access=ALL-UNNAMED -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8"

say() { printf '%s\n' "$*" >&2; }

# The feature version of the Java in a directory, from its release file (no JVM is started), else
# from asking it. 0 where there is none.
java_version() {
  java_version=0
  [ -x "$1/bin/java" ] || return 0
  version_line=
  if [ -r "$1/release" ]; then
    while read -r version_line; do
      case $version_line in JAVA_VERSION=*) break ;; esac
      version_line=
    done < "$1/release"
  fi
  if [ -z "$version_line" ]; then
    version_line=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p') || :
  fi
  version_line=${version_line#JAVA_VERSION=}
  version_line=${version_line#\"}
  version_line=${version_line#1.}
  version_line=${version_line%%[!0-9]*}
  java_version=${version_line:-0}
}

# Whether a directory holds a Java that is new enough and has the program asked for (java or javac).
suits() {
  [ -x "$1/bin/$2" ] || return 1
  java_version "$1"
  [ "$java_version" -ge "$java_needed" ]
}

# Sets java_home to the newest installed Java that has the program asked for; fails without one.
newest_java() {
  java_home=
  newest=0
  mac_home=
  if [ -x /usr/libexec/java_home ]; then
    mac_home=$(/usr/libexec/java_home -v "$java_needed+" 2>/dev/null) || mac_home=
  fi
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/*/* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$mac_home"; do
    if [ -n "$candidate" ] && suits "$candidate" "$1" && [ "$java_version" -gt "$newest" ]; then
      newest=$java_version
      java_home=$candidate
    fi
  done
  [ -n "$java_home" ]
}

# Sets java_home: JAVA_HOME, else the java on the PATH, else the newest installed.
find_java() {
  if [ -n "${JAVA_HOME:-}" ] && suits "$JAVA_HOME" "$1"; then
    java_home=$JAVA_HOME
    return 0
  fi
  on_path=$(command -v java 2>/dev/null) || on_path=
  if [ -n "$on_path" ]; then
    on_path=$(readlink -f -- "$on_path" 2>/dev/null) || on_path=
    on_path=${on_path%/bin/java}
    if [ -n "$on_path" ] && suits "$on_path" "$1"; then
      java_home=$on_path
      return 0
    fi
  fi
  newest_java "$1"
}

# The module that is built on newer JDKs only, where java_home is one.
torch_module() {
  java_version "$java_home"
  [ "$java_version" -lt "$java_of_torch" ] || echo runtime/torch
}

# Whether the last build is there, whole, and no source is newer. Directories count as sources, so
# that a removed file is seen too.
up_to_date() {
  [ -f "$home/stamp" ] && [ -r "$home/class-path" ] || return 1
  IFS= read -r class_path < "$home/class-path" || return 1
  old_ifs=$IFS
  IFS=:
  set -f
  for entry in $class_path; do
    [ -e "$entry" ] || { set +f; IFS=$old_ifs; return 1; }
  done
  set +f
  IFS=$old_ifs
  set -- "$root/pom.xml" "$root/bin"
  for module in $modules $(torch_module); do
    set -- "$@" "$root/$module/pom.xml" "$root/$module/src/main"
  done
  newer=$(find "$@" -newer "$home/stamp" 2>/dev/null | head -n 1)
  [ -z "$newer" ]
}

lock() {
  if command -v flock >/dev/null 2>&1; then
    exec 9> "$root/target/launch/lock"
    if ! flock -n 9; then
      say "$name: waiting for another build"
      flock 9
    fi
    return 0
  fi
  # Without flock: a directory, which names its owner so that a dead one's can be taken over.
  waiting=
  until mkdir "$root/target/launch/lock.d" 2>/dev/null; do
    owner=
    read -r owner 2>/dev/null < "$root/target/launch/lock.d/owner" || :
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
      mv "$root/target/launch/lock.d" "$root/target/launch/lock.$$" 2>/dev/null &&
        rm -rf "$root/target/launch/lock.$$"
      continue
    fi
    [ -n "$waiting" ] || say "$name: waiting for another build"
    waiting=1
    sleep 1
  done
  echo $$ > "$root/target/launch/lock.d/owner"
  trap 'rm -rf "$root/target/launch/lock.d"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

unlock() {
  if command -v flock >/dev/null 2>&1; then
    exec 9>&-
  else
    rm -rf "$root/target/launch/lock.d"
    trap - EXIT HUP INT TERM
  fi
}

# Passes on what tells a person how far the build is; the rest goes to the log alone.
progress() {
  at=0
  files=0
  total=$(set -- $modules $torch; echo $#)
  while IFS= read -r line; do
    printf '%s\n' "$line" >&3
    case $line in
      *"] Building Espalier "[A-Z]*)
        at=$((at + 1))
        [ "$at" -le "$total" ] || continue
        module=${line#*Building Espalier }
        say "$name: building ${module% 0.*} ($at/$total)"
        ;;
      *Downloading*pytorch-native*.jar*) say "$name:   fetching libtorch, about 112 MB" ;;
      *Downloaded\ from*)
        files=$((files + 1))
        [ $((files % 50)) -ne 0 ] || say "$name:   $files files fetched"
        ;;
    esac
  done
}

build() {
  if ! find_java javac; then
    say "$name: needs a JDK of version $java_needed or newer to build; set JAVA_HOME to one"
    exit 2
  fi
  if ! command -v mvn >/dev/null 2>&1; then
    say "$name: needs Maven 3.8.7 or newer to build; there is no mvn on the PATH"
    exit 2
  fi
  if [ -f "$home/stamp" ]; then
    say "$name: sources have changed; building (log: $home/build.log)"
  else
    say "$name: first use; building (log: $home/build.log)"
  fi
  # The stamp is taken before sources are read: what is saved during the build is seen next time.
  rm -f "$home/stamp.next" "$home/status"
  : > "$home/stamp.next" || exit 2
  last=${modules##* }
  torch=$(torch_module)
  exec 3> "$home/build.log" || exit 2
  {
    result=0
    JAVA_HOME=$java_home mvn -B -f "$root/pom.xml" -pl "$last${torch:+,$torch}" -am \
      -Dmaven.test.skip=true package \
      < /dev/null 2>&1 || result=$?
    echo "$result" > "$home/status"
  } | progress
  exec 3>&-
  result=1
  read -r result < "$home/status" || :
  if [ "$result" -ne 0 ]; then
    say "$name: the build failed; all of it is in $home/build.log"
    errors=$(grep '^\[ERROR\] .' "$home/build.log" | grep -v -e 'Help 1\]' -e '^\[ERROR\] Re-run' \
      -e '^\[ERROR\] To see the full' -e '^\[ERROR\] For more info' -e 'mvn <args>' \
      -e '^\[ERROR\] After correcting')
    [ -n "$errors" ] || errors=$(tail -n 5 "$home/build.log")
    printf '%s\n' "$errors" | head -n 12 >&2
    exit 2
  fi

  version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$root/pom.xml" | head -n 1)
  jars=$home/jars.$(date +%s).$$
  mkdir "$jars" || exit 2
  class_path=
  for module in $modules $torch; do
    jar=espalier-$(echo "$module" | tr / -)-$version.jar
    cp "$root/$module/target/$jar" "$jars/" || exit 2
    class_path=$jars/$jar:$class_path
  done
  libraries=
  IFS= read -r libraries < "$root/$last/target/class-path" || [ -n "$libraries" ] || exit 2
  class_path=$class_path$libraries
  printf '%s\n' "$class_path" > "$home/class-path.next" || exit 2
  mv "$home/class-path.next" "$home/class-path" || exit 2
  archive
  mv "$home/stamp.next" "$home/stamp" || exit 2
  # A day later nothing runs from the jars of an older build.
  find "$home" -maxdepth 1 -name 'jars.*' ! -path "$jars" -mtime +0 -exec rm -rf {} +
}

# Archives the classes that a small run loads (class data sharing), which saves a third of the time to
# start. A run on another JDK ignores the archive, and so does one where this failed.
archive() {
  rm -f "$home/classes.jsa" "$home/classes.next"
  [ "$name" = espalier ] || return 0
  # A vocabulary of the 256 bytes, as tiktoken ranks.
  awk 'BEGIN {
    digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (i = 0; i < 256; i++)
      print substr(digits, int(i / 4) + 1, 1) substr(digits, i % 4 * 16 + 1, 1) "== " i
  }' > "$home/bytes.tiktoken" || return 0
  echo '{"a": "a1", "b": 2}' > "$home/sample.json"
  # The JVM trusts an archive: one that was not written to its end must not get the name.
  if echo '{"type": "object", "properties": {"a": {"pattern": "^a"}, "b": {"minimum": 0}}}' |
    "$java_home/bin/java" $java_options -XX:+UseSerialGC \
      -XX:ArchiveClassesAtExit="$home/classes.next" -Xlog:disable \
      -cp "$class_path" dev.espalier.runtime.cli.Main \
      check --schema - --tokenizer "$home/bytes.tiktoken" --text "$home/sample.json" --json \
      > "$home/archive.log" 2>&1 && [ -f "$home/classes.next" ]; then
    mv "$home/classes.next" "$home/classes.jsa"
  else
    rm -f "$home/classes.next"
  fi
}

# prepare NAME "MODULES": sets java_home, and class_path to an up-to-date build of the modules, the
# last of which holds the main class. Ends the process with one line and status 2 where it cannot.
prepare() {
  name=$1
  modules=$2
  home=$root/target/launch/$name

  # Java decodes its arguments by the locale: where that is not UTF-8, make it so.
  case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
  esac

  if ! find_java java; then
    say "$name: needs Java $java_needed or newer; set JAVA_HOME to one"
    exit 2
  fi
  up_to_date && return 0
  mkdir -p "$home" || exit 2
  lock
  if ! up_to_date; then
    build
    find_java java
  fi
  unlock
}
