#!/usr/bin/env bash
# csvjson (npm, 5.1.0) with quote: a doubled quotation mark within a quoted cell cuts off all before it, so
# "1/2"" plywood, CDX" reads "plywood, CDX", and "Pipe 6""" reads as empty. Writing with wrap, it does not
# double them. RFC 4180, section 2, 7: a quotation mark inside a quoted field "must be escaped by preceding
# it with another double quote".
# For users: inches in the name of an item take the size away, on the way in; on the way out they break the
# row.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund csvjson@5.1.0 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.cjs <<'JS'
const csvjson = require('csvjson');
const csv = 'code,name,unit\n03-100,"1/2"" plywood, CDX",SF\n03-200,"Pipe 6""",LF\n03-300,"Rebar, #4",LB\n';
console.log(JSON.stringify(csvjson.toObject(csv, { quote: '"' })));
console.log(csvjson.toCSV([{ code: '03-100', name: '1/2" plywood, CDX' }], { headers: 'key', wrap: true }));
JS
seen=$(node run.cjs)
expected='[{"code":"03-100","name":"plywood, CDX","unit":"SF"},{"code":"03-200","name":"","unit":"LF"},'\
'{"code":"03-300","name":"Rebar, #4","unit":"LB"}]
"code","name"
"03-100","1/2" plywood, CDX"'

if [ "$seen" = "$expected" ]; then
  echo "as seen: a doubled quotation mark takes away what is before it when read, and is not written"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
