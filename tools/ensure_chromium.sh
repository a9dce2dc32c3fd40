#!/usr/bin/env bash
# Make sure a Chromium is there for the browser tests: MOTCUA_CHROMIUM, the PATH, or Debian's package when root.
set -euo pipefail

found() {
    [ -n "${MOTCUA_CHROMIUM:-}" ] && [ -x "$MOTCUA_CHROMIUM" ] && return 0
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null && return 0
    done
    return 1
}

found && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian's Chromium for the browser tests ..."
    apt-get update -qq </dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium </dev/null >/dev/null
fi
found && exit 0
cat >&2 <<'MESSAGE'
motcua: the browser tests need Chromium, and none was found.
        Debian/Ubuntu: sudo apt-get install chromium
        elsewhere:     install Chromium or Chrome and set MOTCUA_CHROMIUM=/path/to/it
MESSAGE
exit 1
