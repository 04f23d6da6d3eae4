#!/usr/bin/env bash
# ExcelJS (npm exceljs 4.4.0): an inline string with a phonetic run ends the sheet. The rest of its row and
# every row below are lost, and readFile succeeds. ECMA-376 part 1: a phonetic run (18.4.6, rPh) only says
# how a text is pronounced, and an inline string (18.3.1.53, is) may have one as a shared string may.
# For users: a list with furigana, written by a program that does not share its strings, is imported in
# part.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund exceljs@4.4.0 > /dev/null ||
  { echo "npm could not install"; exit 2; }

python3 "$here/workbook.py" codes.xlsx <<'XML'
<row r="1"><c r="A1" t="inlineStr"><is><t>01-100</t></is></c><c r="B1"><v>1</v></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><t>鉄筋</t><rPh sb="0" eb="2"><t>テッキン</t></rPh></is></c>
  <c r="B2"><v>2</v></c></row>
<row r="3"><c r="A3" t="inlineStr"><is><t>03-300</t></is></c><c r="B3"><v>3</v></c></row>
<row r="4"><c r="A4" t="inlineStr"><is><t>04-400</t></is></c><c r="B4"><v>4</v></c></row>
XML
cat > run.cjs <<'JS'
const { Workbook } = require('exceljs');
const book = new Workbook();
book.xlsx.readFile('codes.xlsx').then(() => {
  const sheet = book.getWorksheet('Codes');
  console.log(`rows ${sheet.rowCount}, B1 ${sheet.getCell('B1').value}, B2 ${sheet.getCell('B2').value}`);
});
JS
seen=$(node run.cjs)
expected='rows 2, B1 1, B2 null'

if [ "$seen" = "$expected" ]; then
  echo "as seen: of four rows two are read, the second only up to the text with the phonetic run"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
