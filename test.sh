#!/usr/bin/env bash
# Builds once and runs every test, fast ones first. The last line is "N passed, N failed, N skipped";
# the exit code is not 0 when a test failed, a project did not build or a project ran no test.
set -uo pipefail
cd "$(dirname "$0")" || exit 1

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

projects=(
  tests/Pkernfs.Core.Tests
  tests/Pkernfs.Web.Tests
  tests/Pkernfs.Oracle.Tests
  tests/Pkernfs.Browser.Tests
)

passed=0
failed=0
skipped=0
status=0

finish() {
  echo "$passed passed, $failed failed, $skipped skipped"
  exit "$status"
}

# Installs a Debian package for a program that some tests need, where this machine allows it.
need() {
  local program=$1 package=$2 tests=$3
  command -v "$program" >/dev/null && return
  if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
    local attempt
    for attempt in 1 2; do
      echo "Installing $package for the $tests (attempt $attempt of 2)."
      apt-get -o DPkg::Lock::Timeout=120 update -qq >/dev/null 2>&1
      DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 && return
    done
  fi
  echo "$program is not here and could not be installed: the $tests that need it are skipped. Install the package $package to run them."
}

[[ -d tests/Pkernfs.Browser.Tests ]] && need chromium chromium "browser tests"
[[ -d tests/Pkernfs.Oracle.Tests ]] && need qemu-system-x86_64 qemu-system-x86 "oracle tests"
[[ -d tests/Pkernfs.Oracle.Tests ]] && need dtc device-tree-compiler "oracle tests"
need gcc gcc "benchmarks"

if ! dotnet build Pkernfs.sln -v q -nologo; then
  echo "The solution does not build, so no test was run."
  status=1
  finish
fi

# The number after a label in a Testing Platform summary; 0 where there is none.
count() {
  sed -n "s/^ *$1: \([0-9][0-9]*\).*/\1/p" "$2" | tail -n 1 | grep . || echo 0
}

log=$(mktemp)
hung=$(mktemp -d)
trap 'rm -rf "$log" "$hung"' EXIT

# A test that never ends fails by its name, and does not hold up what comes after it.
patience=(--hangdump --hangdump-type None --hangdump-timeout 10m)

for project in "${projects[@]}"; do
  if [[ ! -d $project ]]; then
    echo "== $project is not in this tree"
    continue
  fi
  echo "== $project"
  dotnet test --project "$project" --no-build --no-ansi --no-progress "${patience[@]}" --results-directory "$hung" 2>&1 | tee "$log"
  code=${PIPESTATUS[0]}
  for report in "$hung"/*_hang.log; do
    [[ -f $report ]] || continue
    echo "$project was ended: for ten minutes no test ended. Under way were:"
    cat "$report"
    rm "$report"
  done
  passed=$((passed + $(count succeeded "$log")))
  failed=$((failed + $(count failed "$log")))
  skipped=$((skipped + $(count skipped "$log")))
  case $code in
    0) ;;
    8) echo "$project ran no test."; status=8 ;;
    *) echo "$project failed with code $code."; status=$code ;;
  esac
done

# Small and without a verdict: that they run, and that they and their peers find the same.
echo "== tests/Pkernfs.Benchmarks"
if ! command -v gcc >/dev/null; then
  echo "The benchmarks are skipped: their peers are written in C, and gcc is not here."
  skipped=$((skipped + 1))
elif dotnet tests/Pkernfs.Benchmarks/bin/Debug/net10.0/Pkernfs.Benchmarks.dll --smoke; then
  passed=$((passed + 1))
else
  echo "The benchmarks failed."
  failed=$((failed + 1))
  status=1
fi

if [[ $((passed + failed)) -eq 0 && $status -eq 0 ]]; then
  echo "No test ran."
  status=8
fi
finish
