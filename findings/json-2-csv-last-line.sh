#!/usr/bin/env bash
# json-2-csv (npm, 5.6.0): the line break at the end of a file becomes part of the last cell: "Rebar" is
# "Rebar\n". Its README says "RFC 4180 Compliance (as of 3.0.0)"; RFC 4180, section 2, 2: "The last record
# in the file may or may not have an ending line break".
# For users: the last code of nearly every CSV file is another text than the same code elsewhere.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund json-2-csv@5.6.0 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.cjs <<'JS'
const { csv2json } = require('json-2-csv');
console.log(JSON.stringify(csv2json('name,code\nForms,03-100\nRebar,03-200\n')));
console.log(JSON.stringify(csv2json('name,code\nForms,03-100\nRebar,03-200')));
JS
seen=$(node run.cjs)
expected='[{"name":"Forms","code":"03-100"},{"name":"Rebar","code":"03-200\n"}]
[{"name":"Forms","code":"03-100"},{"name":"Rebar","code":"03-200"}]'

if [ "$seen" = "$expected" ]; then
  echo "as seen: the last code of a file that ends with a line break ends with one too"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
