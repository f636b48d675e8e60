#!/bin/sh
# Fuzzes the readers of responses: ./fuzz.sh [SECONDS] [WORKDIR], a minute unless told. Needs libFuzzer,
# which the Swift toolchain for Linux brings; where it is absent, a sentence says so and nothing is done.
#
# First every input of corpus/ (kept) is read once, then new ones are made for so many seconds; what
# reaches code that nothing else reached goes into WORKDIR (not kept). To keep it:
#   FuzzResponses -set_cover_merge=1 corpus WORKDIR
# Exit status 0: no crash. A crash leaves WORKDIR/crash-*; run the program with that file to see it.
set -eu
cd "$(dirname "$0")"
seconds=${1:-60}
work=${2:-.build/found}
swift=${SWIFT:-swift}

probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
echo '@_cdecl("LLVMFuzzerTestOneInput") public func one(_ p: UnsafePointer<UInt8>, _ n: Int) -> CInt { 0 }' \
  > "$probe/probe.swift"
if ! "${swift}c" -parse-as-library -sanitize=fuzzer,address -use-ld=lld "$probe/probe.swift" \
  -o "$probe/probe" > "$probe/said" 2>&1; then
  echo 'fuzz.sh: this toolchain has no libFuzzer (-sanitize=fuzzer), so nothing was fuzzed.' >&2
  exit 0
fi

set -- -c release ${SCRATCH:+--scratch-path "$SCRATCH"}
"$swift" build "$@" --product FuzzResponses
program=$("$swift" build "$@" --show-bin-path)/FuzzResponses
mkdir -p "$work"
export SWIFT_BACKTRACE=enable=no
"$program" -runs=0 -artifact_prefix="$work/" -timeout=20 corpus
nice -n 19 "$program" -max_total_time="$seconds" -artifact_prefix="$work/" \
  -dict=responses.dict -max_len=4096 -timeout=20 -print_final_stats=1 "$work" corpus
