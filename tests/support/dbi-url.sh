#!/bin/sh
# tests/support/dbi-url.sh DRIVER URL [DATABASE] - the URL of a server (scheme://user:password@host[:port]/database) as one
# for libdbi; fails where it is none.
url=$(printf '%s\n' "$2" | sed -nE "s|^[a-z]+://([^:]*):([^@]*)@([^:/]*)(:([0-9]+))?/([^?]*).*|dbi:$1?host=\3\&port=\5\&user=\1\&password=\2\&database=${3:-\6}|p")
test -n "$url" && printf '%s\n' "$url" | sed 's/&port=&/\&/'
