#!/bin/sh
# Make ./configure from configure.ac. Needs autoconf, automake, libtool, autoconf-archive, pkg-config.
set -e
cd "$(dirname "$0")"
exec autoreconf --force --install "$@"
