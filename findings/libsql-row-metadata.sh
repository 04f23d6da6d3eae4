#!/usr/bin/env bash
# libsql 0.5.29 (npm) puts a property "_metadata" that nobody selected into the row that get() returns.
# Its README: the binding "aims to be compatible with better-sqlite3", whose get() returns an object of the selected
# columns alone. all() of the same package returns the plain row. A row that is written back, compared or sent as JSON
# carries the time that the query took, so equal rows differ; a column of that name would be overwritten.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts libsql@0.5.29 >/dev/null ||
  { echo "cannot run: npm could not install libsql 0.5.29"; exit 2; }

cat > ask.cjs <<'JS'
const Database = require('libsql')
const db = new Database(':memory:')
const select = db.prepare("SELECT 1 AS id, 'Concrete' AS name")
console.log('get', Object.keys(select.get()).join(' '))
console.log('all', Object.keys(select.all()[0]).join(' '))
console.log('column', typeof db.prepare("SELECT 'mine' AS _metadata").get()._metadata)
JS
seen=$(node ask.cjs 2>&1) || true
expected='get id name _metadata
all id name
column object'
if [ "$seen" = "$expected" ]; then
  echo "as seen: libsql 0.5.29 adds _metadata to the row of get(), over a column of that name"
else
  printf 'changed: libsql 0.5.29 now answers\n%s\n' "$seen"
  exit 1
fi
