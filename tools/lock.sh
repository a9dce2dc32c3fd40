#!/usr/bin/env bash
# Resolve requirements.in and requirements-dev.in together, so that tests run on exactly what is shipped.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
options=(--quiet --universal --fork-strategy fewest --python-version 3.11 --no-header --no-annotate --no-emit-index-url --no-emit-find-links)

resolve() { "$uv" pip compile "${options[@]}" "$@"; }

sed '/^-c /d' requirements-dev.in > "$work/dev.in"
resolve requirements.in "$work/dev.in" --output-file "$work/all.txt" > /dev/null
resolve requirements.in --constraint "$work/all.txt" --output-file "$work/runtime.txt" > /dev/null
{
    echo "# Exact versions of everything the product runs on; made from requirements.in by \`make lock\`."
    cat "$work/runtime.txt"
    echo "-e ."
} > requirements.txt
{
    echo "# Exact versions of what testing and checking add; made from requirements-dev.in by \`make lock\`."
    grep -vxFf "$work/runtime.txt" "$work/all.txt"
    echo "-r requirements.txt"
} > requirements-dev.txt
