#!/bin/sh
# Fuzzes the reader of responses: ./fuzz.sh [SECONDS] [WORKDIR]. Needs clang's libFuzzer, which the Swift
# toolchain brings. Starts from corpus/ (kept) and puts what it finds into WORKDIR (not kept).
# Exit status 0: no crash. A crash leaves WORKDIR/crash-*; run the program with that file to see it.
set -eu
cd "$(dirname "$0")"
seconds=${1:-60}
work=${2:-.build/found}
swift build -c release --product FuzzResponses ${SCRATCH:+--scratch-path "$SCRATCH"}
program=$(swift build -c release --show-bin-path ${SCRATCH:+--scratch-path "$SCRATCH"})/FuzzResponses
mkdir -p "$work"
exec env SWIFT_BACKTRACE=enable=no nice -n 19 "$program" -max_total_time="$seconds" \
  -artifact_prefix="$work/" -dict=responses.dict -max_len=4096 -timeout=20 -print_final_stats=1 \
  "$work" corpus
