#!/bin/sh
# Set up what the academy runs on, or what its tests run on. Called by `make setup`.
#
#   deploy/setup.sh runtime    virtual environment and system libraries of `make run`
#   deploy/setup.sh dev        the same and what `make test` and `make check` need
#
# Calling it again costs less than a second. What it may not install itself it names in one line
# to run, and goes on with what can be done.
set -eu

level="${1:-dev}"
cd "$(dirname "$0")/.."
venv=.venv

# -- system packages ---------------------------------------------------------------------------

missing=""
want() { # want PACKAGE: note it down
    missing="$missing $1"
}
need_library() { # need_library NAME PACKAGE
    if command -v ldconfig >/dev/null 2>&1; then
        ldconfig -p | grep -q "$1" || want "$2"
    elif [ -x /sbin/ldconfig ]; then
        /sbin/ldconfig -p | grep -q "$1" || want "$2"
    fi
}
need_file() { # need_file PATTERN PACKAGE
    for each in $1; do
        [ -e "$each" ] && return
    done
    want "$2"
}
need_program() { # need_program NAME PACKAGE
    command -v "$1" >/dev/null 2>&1 || want "$2"
}

find_missing() {
    missing=""
    need_library libpango-1.0.so.0 libpango-1.0-0
    need_library libpangoft2-1.0.so.0 libpangoft2-1.0-0
    need_library libharfbuzz-subset.so.0 libharfbuzz-subset0
    need_file "/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf" fonts-lxgw-wenkai
    need_file "/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf" fonts-babelstone-han
    need_file "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc" fonts-noto-cjk
    if [ "$level" = dev ]; then
        need_file "/usr/lib/postgresql/*/bin/initdb" postgresql
        need_program redis-server redis-server
        need_program chromium chromium
        need_program pdftotext poppler-utils
        need_program qpdf qpdf
        need_program unzip unzip
        need_program soffice libreoffice-calc-nogui
        need_file "/usr/sbin/nginx" nginx-light
        need_file "/usr/lib/softhsm/libsofthsm2.so" softhsm2
        need_program xgettext gettext
    fi
}

root=""
may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then
        root="env"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        root="sudo -n"
    else
        return 1
    fi
}

install() { # install PACKAGE…: returns non-zero if any could not be installed
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        case " $* " in
        *" postgresql "*)
            # Only the binaries are wanted: no cluster, no server.
            $root mkdir -p /etc/postgresql-common
            echo "create_main_cluster = false" |
                $root tee /etc/postgresql-common/createcluster.conf >/dev/null
            ;;
        esac
    fi
    echo "setup: installing system packages: $*"
    $root apt-get update -qq || true
    # RUNLEVEL: where there is no systemd, nothing is started by being installed.
    $root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq -y --no-install-recommends \
        -o Dpkg::Options::=--force-confold "$@" || return 1
    # Tests start their own; the packaged services are not needed.
    for service in redis-server nginx; do
        case " $* " in
        *" $service"*)
            if [ -d /run/systemd/system ]; then
                $root systemctl disable --quiet --now "$service" || true
            fi
            ;;
        esac
    done
}

system_packages() {
    find_missing
    [ -z "$missing" ] && return
    # shellcheck disable=SC2086  # a list of words
    if may_install; then
        install $missing || {
            echo "setup: that failed; trying the packages one by one" >&2
            for each in $missing; do install "$each" || true; done
        }
        find_missing
    fi
    if [ -n "$missing" ]; then
        echo "setup: missing system packages. As root, run this line:" >&2
        echo "    apt-get install --no-install-recommends -y$missing" >&2
        echo "setup: going on without them; what needs them will say so." >&2
    fi
}

# -- Python ------------------------------------------------------------------------------------

find_python() {
    for each in python3 python3.11 python3.12 python3.13; do
        if command -v "$each" >/dev/null 2>&1 &&
            "$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$each"
            return
        fi
    done
    echo "setup: Python 3.11 or newer is needed and was not found" >&2
    exit 1
}

make_venv() {
    [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1 && return
    python=$(find_python)
    echo "setup: making $venv"
    rm -rf "$venv"
    "$python" -m venv "$venv" >/dev/null 2>&1 && return
    # Debian ships venv's other half in a package of its own.
    if may_install && install python3-venv; then
        rm -rf "$venv"
        "$python" -m venv "$venv" && return
    fi
    rm -rf "$venv"
    echo "setup: Python cannot make virtual environments. As root, run this line:" >&2
    echo "    apt-get install --no-install-recommends -y python3-venv" >&2
    exit 1
}

from_pip() { # from_pip NAME: what pip is configured with on this machine, for uv to follow
    "$venv/bin/python" -m pip config get ":env:.$1" 2>/dev/null ||
        "$venv/bin/python" -m pip config get "global.$1" 2>/dev/null || true
}

follow() { # follow VARIABLE PIP-NAME
    eval "given=\${$1:-}"
    [ -n "$given" ] && return
    value=$(from_pip "$2" | tr '\n' ' ')
    value=${value% }
    [ -z "$value" ] || export "$1=$value"
}

install_requirements() { # install_requirements LOCK
    "$venv/bin/python" -m pip install -q --require-hashes -r requirements/tools.txt ||
        echo "setup: no uv; pip will do" >&2
    if [ -x "$venv/bin/uv" ]; then
        follow UV_DEFAULT_INDEX index-url
        follow UV_INDEX extra-index-url
        follow UV_FIND_LINKS find-links
        follow SSL_CERT_FILE cert
        # Look through all indexes as pip does; what is taken is pinned by hash anyway.
        export UV_INDEX_STRATEGY="${UV_INDEX_STRATEGY:-unsafe-best-match}"
        "$venv/bin/uv" pip install -q --python "$venv/bin/python" --require-hashes -r "$1" &&
            return
        echo "setup: uv failed; trying pip" >&2
    fi
    "$venv/bin/python" -m pip install -q --require-hashes -r "$1"
}

locks() { # what the stamp of a finished installation says
    cat requirements/runtime.txt requirements/dev.txt | sha256sum | cut -c1-64
}

installed() {
    # The development lock holds everything the runtime lock does.
    for stamp in "$venv/.academy-$level" "$venv/.academy-dev"; do
        [ -e "$stamp" ] && [ "$(cat "$stamp")" = "$(locks)" ] && [ -x "$venv/bin/python" ] &&
            return 0
    done
    return 1
}

requirements() {
    lock=requirements/runtime.txt
    [ "$level" = dev ] && lock=requirements/dev.txt
    echo "setup: installing $lock"
    install_requirements "$lock"
    locks >"$venv/.academy-$level"
}

system_packages
if ! installed; then
    make_venv
    requirements
fi
"$venv/bin/python" deploy/compile_locales.py
