#!/usr/bin/env bash
# install.sh VENV REQUIREMENTS: make the virtual environment if it is missing and install the locked packages.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1 requirements=$2 python=${PYTHON:-python3}

fail() { printf 'motcua: %s\n' "$*" >&2; exit 1; }

command -v "$python" >/dev/null || fail "$python is missing; install Python 3.11 or newer."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "$("$python" --version) is too old; Python 3.11 or newer is needed (make PYTHON=python3.11 ...)."

if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    echo "Making the virtual environment $venv ..."
    rm -rf "$venv"
    "$python" -m venv "$venv" ||
        fail "the virtual environment could not be made; on Debian: apt-get install python3-venv"
fi

# uv installs several times faster; without it plain pip does the same from the same lock.
[ -x "$venv/bin/uv" ] || "$venv/bin/python" -m pip install --quiet uv==0.13.9 >/dev/null 2>&1 || true
echo "Installing $requirements ..."
if [ -x "$venv/bin/uv" ] &&
    "$venv/bin/uv" pip install --quiet --compile-bytecode --python "$venv/bin/python" \
        --requirement "$requirements" 2>/dev/null; then
    exit 0
fi
"$venv/bin/python" -m pip install --quiet --compile --requirement "$requirements" ||
    fail "the packages of $requirements could not be installed; is the package index reachable?"
