#!/bin/sh
# `make check`: every check runs, even after one has failed; the names of the failed come last.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=""

check() { # check NAME COMMAND…
    name=$1
    shift
    printf '%s ... ' "$name"
    if output=$("$@" 2>&1); then
        echo ok
    else
        echo FAILED
        printf '%s\n' "$output"
        failed="$failed $name"
    fi
}

check ruff "$bin/ruff" check --quiet .
check format "$bin/ruff" format --check --quiet .
check types "$bin/mypy"
check imports "$bin/lint-imports"
check migrations "$bin/python" manage.py makemigrations --check --dry-run --settings academy.settings.test
check translations "$bin/python" -m pytest -q -n0 tests/house/test_translations.py
check openapi "$bin/python" -m pytest -q -n0 tests/house/test_openapi.py

if [ -n "$failed" ]; then
    echo "make check FAILED:$failed"
    exit 1
fi
echo "make check passed"
