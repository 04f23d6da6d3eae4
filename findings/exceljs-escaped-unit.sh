#!/usr/bin/env bash
# ExcelJS (npm exceljs 4.4.0): a number whose format has an escaped d, m, h, s or y is read as a date: 45
# with the format 0\m (shown as 45m) is 13 February 1900. ECMA-376 part 1, 18.8.31 (numFmts): a character
# behind a backslash is text. The same letter in quotation marks is understood.
# For users: a quantity in metres becomes a day of the year 1900, and is stored as one.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund exceljs@4.4.0 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.cjs <<'JS'
const { Workbook } = require('exceljs');
async function main() {
  const book = new Workbook();
  const sheet = book.addWorksheet('Codes');
  for (const numFmt of ['0', '0"m"', '0\\m', '0\\ \\d', '\\D00']) sheet.addRow([45]).getCell(1).numFmt = numFmt;
  const read = new Workbook();
  await read.xlsx.load(await book.xlsx.writeBuffer());
  read.getWorksheet('Codes').eachRow((row) => console.log(JSON.stringify(row.getCell(1).value)));
}
main();
JS
seen=$(node run.cjs)
expected='45
45
"1900-02-13T00:00:00.000Z"
"1900-02-13T00:00:00.000Z"
45'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 45 with the format 0\\m is 13 February 1900"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
