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
