# Shared by the scripts here. Read with `.`, never run. Plain sh.

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$ROOT" || exit 1
PYTHON=.venv/bin/python
PIP_WHEEL=https://files.pythonhosted.org/packages/44/3c/d717024885424591d5376220b5e836c2d5293ce2011523c9de23ff7bf068/pip-25.3-py3-none-any.whl
PIP_SHA256=9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd

say() { printf '\n==> %s\n' "$*"; }

stop() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root when that is possible without asking for a password.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif has sudo && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    else
        return 1
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

# A virtual environment with pip. Debian ships Python without pip; where python3-venv is missing,
# a pinned pip is fetched and checked, so that nobody needs root for it.
make_environment() {
    [ -x "$PYTHON" ] && "$PYTHON" -m pip --version >/dev/null 2>&1 && return
    python=$(find_python) || {
        apt_install "Python 3.11 or newer" python3 python3-venv
        python=$(find_python) || stop "Python 3.11 or newer is needed."
    }
    say "Making the virtual environment .venv"
    rm -rf .venv
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv .venv
        return
    fi
    "$python" -m venv --without-pip .venv
    "$PYTHON" - "$PIP_WHEEL" "$PIP_SHA256" <<'END' || apt_install "pip" python3-venv
import hashlib, pathlib, subprocess, sys, tempfile, urllib.request
url, expected = sys.argv[1:]
content = urllib.request.urlopen(url, timeout=60).read()
if hashlib.sha256(content).hexdigest() != expected:
    sys.exit("The downloaded pip is not the pinned one.")
with tempfile.TemporaryDirectory() as folder:
    wheel = pathlib.Path(folder, url.rsplit("/", 1)[1])
    wheel.write_bytes(content)
    command = [sys.executable, f"{wheel}/pip", "install", "-q", "--no-index", str(wheel)]
    sys.exit(subprocess.call(command))
END
    [ -d .venv/lib ] && "$PYTHON" -m pip --version >/dev/null 2>&1 || {
        rm -rf .venv
        "$python" -m venv .venv
    }
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
