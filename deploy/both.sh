#!/bin/sh
# `make test`: the whole suite on SQLite and on PostgreSQL; the second runs even if the first fails.
set -u
make=$1
status=0
"$make" --no-print-directory test-sqlite || status=1
"$make" --no-print-directory test-postgres || status=1
echo "left to their own targets: make races, make durability, make e2e, make bench"
if [ "$status" = 0 ]; then
    echo "make test passed on SQLite and PostgreSQL"
else
    echo "make test FAILED"
fi
exit "$status"
