#!/bin/sh
# tests/support/dbi-url.sh DRIVER URL [DATABASE] - the URL of a server (scheme://user:password@host:port/database) as one for libdbi
printf '%s\n' "$2" | sed -E "s|^[a-z]+://([^:]*):([^@]*)@([^:]*):([0-9]+)/([^?]*).*|dbi:$1?host=\3\&port=\4\&user=\1\&password=\2\&database=${3:-\5}|"
