# Shared by the scripts here. Read with `.`, never run. Plain sh.

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$ROOT" || exit 1
PYTHON=.venv/bin/python

say() { printf '\n==> %s\n' "$*"; }

stop() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

can_be_root() { [ "$(id -u)" -eq 0 ] || { has sudo && sudo -n true 2>/dev/null; }; }

# Runs a command as root when that is possible without asking for a password.
as_root() {
    can_be_root || return 1
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

# apt_install "what for" package...: installs, or says exactly what to install and stops.
apt_install() {
    purpose=$1
    shift
    command="apt-get install --yes --no-install-recommends $*"
    has apt-get || stop "$purpose is missing. On Debian: $command"
    say "Installing $purpose ($*)"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq </dev/null &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq \
            --no-install-recommends "$@" </dev/null ||
        stop "$purpose is missing and cannot be installed from here. As root: $command"
}

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if has "$name" && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
        then
            echo "$name"
            return
        fi
    done
    return 1
}

# A virtual environment with pip. Debian ships Python without either: as root its packages are
# installed, without root its package of pip is fetched and unpacked, checked by apt as ever.
make_environment() {
    [ -x "$PYTHON" ] && "$PYTHON" -m pip --version >/dev/null 2>&1 && return
    python=$(find_python) || {
        apt_install "Python 3.11 or newer" python3 python3-venv
        python=$(find_python) || stop "Python 3.11 or newer is needed."
    }
    say "Making the virtual environment .venv"
    rm -rf .venv
    "$python" -c 'import ensurepip' 2>/dev/null || can_be_root || {
        "$python" -m venv --without-pip .venv
        (unpack_pip) && return
        rm -rf .venv
    }
    "$python" -c 'import ensurepip' 2>/dev/null || apt_install "pip" python3-venv
    "$python" -m venv .venv
}

unpack_pip() {
    set -e
    environment=$ROOT/$PYTHON
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    cd "$folder"
    mkdir -p lists/partial cache/archives/partial
    set -- -qq -o "Dir::State::Lists=$folder/lists" -o "Dir::Cache=$folder/cache"
    apt-get "$@" update
    apt-get "$@" download python3-pip-whl
    dpkg-deb -x python3-pip-whl_*.deb .
    wheel=$(echo "$folder"/usr/share/python-wheels/pip-*.whl)
    "$environment" "$wheel/pip" install -q --no-index "$wheel"
}

# install_requirements FILE: exactly the pinned files, each checked against its hash.
install_requirements() {
    make_environment
    installed=.venv/installed-$1
    cmp -s "$1" "$installed" && return
    say "Installing the $(grep -c '^[a-z]' "$1") packages of $1"
    "$PYTHON" -m pip install --disable-pip-version-check --no-input --no-deps --require-hashes \
        -r "$1" || stop "The packages could not be installed; see above."
    cp "$1" "$installed"
}

find_postgresql() {
    for folder in "${PG_BIN:-}" /usr/lib/postgresql/*/bin /usr/pgsql-*/bin "$(
        has pg_config && pg_config --bindir || :
    )" "$(dirname -- "$(command -v initdb || echo /)")"; do
        [ -x "$folder/initdb" ] || continue
        version=$("$folder/initdb" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
        [ "$version" -ge 15 ] && PG_BIN=$folder && return
    done
    return 1
}

# start_postgresql FOLDER [options]: a PostgreSQL nobody else can reach, with its socket in a private
# folder, no network and no disk flush; POSTGRESQL_URL is its address. PostgreSQL refuses to run as
# root, so root hands it to nobody. A folder from before is used again.
start_postgresql() {
    PG=$1
    shift
    mkdir -p "$PG"
    chmod 700 "$PG"
    [ "$(id -u)" -ne 0 ] || chown nobody "$PG"
    [ -d "$PG/data" ] ||
        as_postgresql "$PG_BIN/initdb" -D "$PG/data" -U directory -A trust -E UTF8 \
            --locale=C.UTF-8 --no-sync >/dev/null
    as_postgresql "$PG_BIN/pg_ctl" start -s -w -D "$PG/data" -l "$PG/log" \
        -o "-c listen_addresses='' -c unix_socket_directories=$PG -c fsync=off \
        -c synchronous_commit=off -c full_page_writes=off $*" || stop "$(cat "$PG/log")"
    POSTGRESQL_URL="postgres://directory@/postgres?host=$(printf '%s' "$PG" | sed 's|/|%2F|g')"
}

# stop_postgresql fast|immediate: the one that was started, if it runs.
stop_postgresql() {
    [ ! -f "${PG:-}/data/postmaster.pid" ] ||
        as_postgresql "$PG_BIN/pg_ctl" stop -s -m "$1" -D "$PG/data" || :
}

as_postgresql() {
    if [ "$(id -u)" -eq 0 ]; then
        (cd "$PG" && runuser -u nobody -- "$@")
    else
        "$@"
    fi
}
