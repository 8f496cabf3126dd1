#!/bin/sh
# tests/fuzz/fuzz.sh SRC SECONDS - build with clang's fuzzer and run it for a time.
set -eu
src=$1
seconds=$2
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT
cd "$top"
"$src/configure" --quiet --without-tests CC=clang CFLAGS='-O1 -g -fsanitize=fuzzer-no-link,address' \
    LDFLAGS='-fsanitize=address' 2>/dev/null
make -j"$(nproc)" libskein.la dialects.la >build.log 2>&1 || { tail -20 build.log; exit 1; }
clang -O1 -g -fsanitize=fuzzer,address -I"$src" "$src/tests/fuzz/translate.c" -L.libs -lskein -Wl,-rpath,"$top/.libs" -o fuzz
mkdir corpus
n=0
for file in "$src"/tests/replay/*.sql "$src"/tests/parity/*.t "$src"/migrations/*/*.sql "$src"/migrations/*/*/*.sql; do
    n=$((n + 1))
    cp "$file" "corpus/$n"
    awk -v RS=';' -v n="$n" '{ print $0 ";" > ("corpus/" n "-" NR); close("corpus/" n "-" NR) }' "$file"
done
SKEIN_MODULE_PATH=$top ASAN_OPTIONS=detect_leaks=0 ./fuzz -max_total_time="$seconds" -timeout=40 -rss_limit_mb=4000 \
    -artifact_prefix="${FUZZ_OUT:-$top}/" corpus 2>&1 | tail -40
