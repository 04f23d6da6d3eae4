#!/usr/bin/env bash
# Papa Parse (npm papaparse 5.7.1): the line break at the end makes a short file with two columns lose its
# delimiter. code;price with decimal commas is split at the semicolon without the last line break, and at
# the decimal commas with it: "03-100;1" and "25". RFC 4180, section 2, 2: the last record "may or may not
# have an ending line break". Nothing is thrown, the list of errors has one entry; rows are there, with
# wrong cells.
# For users: a small file of codes and prices from a European Excel is imported with codes like 03-100;1.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund papaparse@5.7.1 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.cjs <<'JS'
const Papa = require('papaparse');
for (const end of ['', '\n']) {
  const { data, errors } = Papa.parse(`code;price\n03-100;1,25\n03-200;2,50${end}`);
  console.log(JSON.stringify(data), errors.map((error) => error.code).join());
}
JS
seen=$(node run.cjs)
expected='[["code","price"],["03-100","1,25"],["03-200","2,50"]] 
[["code;price"],["03-100;1","25"],["03-200;2","50"],[""]] UndetectableDelimiter'

if [ "$seen" = "$expected" ]; then
  echo "as seen: with a last line break the rows are split at their decimal commas"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
