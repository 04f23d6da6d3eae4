#!/usr/bin/env bash
# sql.js 1.16.0 (npm) binds whole numbers above 2147483647 as floating point, so a text column keeps "4000000001.0".
# Its documentation of Statement.bind binds a JavaScript number without a word of a limit, and 2147483647 arrives as
# an integer whose digits a text column keeps ("Datatypes In SQLite", section 3). Procore's documentation says that
# its ids may exceed 32 bits: such an id in a text column is not found again by its digits, and only large ids are
# hit.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts sql.js@1.16.0 >/dev/null ||
  { echo "cannot run: npm could not install sql.js 1.16.0"; exit 2; }

cat > ask.cjs <<'JS'
require('sql.js')().then((SQL) => {
  const db = new SQL.Database()
  db.run('CREATE TABLE company (procore_id TEXT)')
  for (const id of [2147483647, 2147483648, 4000000001]) db.run('INSERT INTO company VALUES (?)', [id])
  for (const [stored] of db.exec('SELECT procore_id FROM company')[0].values) console.log(stored)
  console.log(db.exec("SELECT count(*) FROM company WHERE procore_id = '4000000001'")[0].values[0][0])
})
JS
seen=$(node ask.cjs 2>&1) || true
expected='2147483647
2147483648.0
4000000001.0
0'
if [ "$seen" = "$expected" ]; then
  echo "as seen: sql.js 1.16.0 stores the number 4000000001 in a text column as 4000000001.0"
else
  printf 'changed: sql.js 1.16.0 now answers\n%s\n' "$seen"
  exit 1
fi
