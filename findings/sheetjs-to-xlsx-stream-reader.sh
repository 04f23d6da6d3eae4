#!/usr/bin/env bash
# Where two meet: SheetJS (npm xlsx 0.18.5) writes texts as cells of type str without a formula;
# xlsx-stream-reader (npm, 1.1.1) formats such a cell as a number. The text 0100 becomes 100, 1E3 becomes
# 1000, and what is no number becomes NAN, with no error. ECMA-376 part 1, 18.18.11: str is a string; n, the
# default, is a number.
# For users: a list that was exported with the one and imported with the other has other codes, and rows
# named NAN.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund xlsx@0.18.5 xlsx-stream-reader@1.1.1 > /dev/null ||
  { echo "npm could not install"; exit 2; }

cat > run.cjs <<'JS'
const X = require('xlsx');
const Reader = require('xlsx-stream-reader');
const { Readable } = require('stream');
const book = X.utils.book_new();
X.utils.book_append_sheet(book, X.utils.aoa_to_sheet([['0100', '1E3', '01.10', '03-100', 'Forms', 5]]), 'Codes');
const file = X.write(book, { type: 'buffer', bookType: 'xlsx' });
console.log('SheetJS', JSON.stringify(X.utils.sheet_to_json(X.read(file).Sheets.Codes, { header: 1 })[0]));
const reader = new Reader();
reader.on('worksheet', (sheet) => {
  sheet.on('row', (row) => console.log('stream ', JSON.stringify(row.values.slice(1))));
  sheet.process();
});
Readable.from([file]).pipe(reader);
JS
seen=$(node run.cjs)
expected='SheetJS ["0100","1E3","01.10","03-100","Forms",5]
stream  ["100","1000","1.1","NAN","NAN","5"]'

if [ "$seen" = "$expected" ]; then
  echo "as seen: the texts 0100, 1E3 and 01.10 come back as 100, 1000 and 1.1, all other texts as NAN"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
