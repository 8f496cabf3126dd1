#!/bin/sh
# scripts/deb.sh DIR - the Debian packages, from a distribution tarball and debian/, into DIR.
#
# `make deb` calls it in a build tree, which has made the tarball. DEB_BUILD_OPTIONS=nocheck leaves the tests out.
set -eu
src=$(cd "$(dirname "$0")/.." && pwd)
tarball=$(ls skein-*.tar.xz | tail -1)
version=${tarball#skein-}
version=${version%.tar.xz}
mkdir -p "$1"
out=$(cd "$1" && pwd)
rm -rf "$out/skein-$version"
cp "$tarball" "$out/skein_$version.orig.tar.xz"
tar -xf "$tarball" -C "$out"
cp -R "$src/debian" "$out/skein-$version/debian"
cd "$out/skein-$version"
dpkg-buildpackage -us -uc -j"$(nproc)" >"$out/build.log" 2>&1 || {
    tail -40 "$out/build.log" >&2
    exit 1
}
rm -rf "$out/skein-$version"
ls "$out"/*.deb
