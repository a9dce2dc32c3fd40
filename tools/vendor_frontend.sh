#!/usr/bin/env bash
# Rebuilds the vendored front-end files under platform/motcua/web/static/vendor from the versions locked in
# tools/frontend/package-lock.json. Needs Node 20 and npm; nothing else in the project does.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
source_dir="$root/tools/frontend"
modules="$source_dir/node_modules"
vendor="$root/platform/motcua/web/static/vendor"

(cd "$source_dir" && npm ci --ignore-scripts --no-audit --no-fund)

rm -rf "$vendor"
mkdir -p "$vendor"/{bootstrap,be-vietnam-pro/files,inter/files,bootstrap-icons/fonts,htmx,codemirror}

without_map() { sed -e 's#/\*\# sourceMappingURL=[^*]*\*/##' -e '/^\/\/# sourceMappingURL=/d' "$1"; }

without_map "$modules/bootstrap/dist/css/bootstrap.min.css" >"$vendor/bootstrap/bootstrap.min.css"
without_map "$modules/bootstrap/dist/js/bootstrap.bundle.min.js" >"$vendor/bootstrap/bootstrap.bundle.min.js"
cp "$modules/bootstrap/LICENSE" "$vendor/bootstrap/LICENSE"

for weight in 400 500 600 700; do
  sed -E "s#, url\([^)]*\.woff\) format\('woff'\)##" "$modules/@fontsource/be-vietnam-pro/$weight.css" \
    >"$vendor/be-vietnam-pro/$weight.css"
  for subset in latin latin-ext vietnamese; do
    cp "$modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro-$subset-$weight-normal.woff2" "$vendor/be-vietnam-pro/files/"
  done
  cp "$modules/@fontsource/inter/files/inter-latin-$weight-normal.woff2" "$vendor/inter/files/"
done
cp "$modules/@fontsource/be-vietnam-pro/LICENSE" "$vendor/be-vietnam-pro/LICENSE"
cp "$modules/@fontsource/inter/LICENSE" "$vendor/inter/LICENSE"

sed -E 's#,url\("fonts/bootstrap-icons\.woff\?[^)]*\) format\("woff"\)##' \
  "$modules/bootstrap-icons/font/bootstrap-icons.min.css" >"$vendor/bootstrap-icons/bootstrap-icons.min.css"
cp "$modules/bootstrap-icons/font/fonts/bootstrap-icons.woff2" "$vendor/bootstrap-icons/fonts/"
cp "$modules/bootstrap-icons/LICENSE" "$vendor/bootstrap-icons/LICENSE"

cp "$modules/htmx.org/dist/htmx.min.js" "$vendor/htmx/htmx.min.js"
cp "$modules/htmx.org/LICENSE" "$vendor/htmx/LICENSE"

"$modules/.bin/esbuild" "$source_dir/codemirror.js" --bundle --minify --format=esm --target=es2022 \
  --legal-comments=none --log-level=warning --outfile="$vendor/codemirror/codemirror.js"
cp "$modules/@codemirror/view/LICENSE" "$vendor/codemirror/LICENSE"

{
  echo "# Vendored front-end files"
  echo
  echo "Built by \`tools/vendor_frontend.sh\`; do not edit by hand. Each folder carries its licence."
  echo
  echo "| package | version | licence |"
  echo "| --- | --- | --- |"
  node -e '
    const lock = require(process.argv[1] + "/package-lock.json").packages;
    for (const folder of Object.keys(lock).sort()) {
      const name = folder.replace("node_modules/", "");
      if (!name || name.includes("esbuild")) continue;
      const found = require(process.argv[1] + "/" + folder + "/package.json");
      console.log(`| ${name} | ${found.version} | ${found.license} |`);
    }' "$source_dir"
} >"$vendor/VERSIONS.md"
