#!/usr/bin/env bash
# SheetJS (npm xlsx 0.18.5): a number shown with the format 00-000 loses its leading digits and its minus
# sign. 103100 is shown as 03-100, the text of another code; -3100 too. ECMA-376 part 1, 18.8.31 (numFmts):
# digits left of the decimal point for which the format has no placeholder are displayed all the same, and a
# format of one section serves negative numbers with a minus sign: 103-100 and -03-100, as Gnumeric shows.
# Nothing is reported.
# For users: a list whose codes are numbers with a format comes out of sheet_to_csv with codes that do not
# exist.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund xlsx@0.18.5 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.cjs <<'JS'
const X = require('xlsx');
const sheet = X.utils.aoa_to_sheet([[3100, 'Forms'], [103100, 'Tower forms'], [-3100, 'Credit']]);
for (const cell of ['A1', 'A2', 'A3']) sheet[cell].z = '00-000';
const book = X.utils.book_new();
X.utils.book_append_sheet(book, sheet, 'Codes');
const read = X.read(X.write(book, { type: 'buffer', bookType: 'xlsx' }));
console.log(X.utils.sheet_to_csv(read.Sheets.Codes).trim());
JS
seen=$(node run.cjs)
expected='03-100,Forms
03-100,Tower forms
03-100,Credit'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 3100, 103100 and -3100 with the format 00-000 all read 03-100"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
