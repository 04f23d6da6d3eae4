#!/usr/bin/env bash
# ExcelJS (npm exceljs 4.4.0), WorkbookReader: of an inline string in several runs only the last run is
# read. "03-200" with a bold "-200" becomes "-200". ECMA-376 part 1, 18.4.4 (r): the text is all its runs,
# each only with a look of its own. The same file through readFile of the same package has both runs.
# For users: one bold or coloured part of a code, and the code that is imported is another one.
set -euo pipefail
for tool in node npm python3; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund exceljs@4.4.0 > /dev/null ||
  { echo "npm could not install"; exit 2; }

python3 "$here/workbook.py" codes.xlsx <<'XML'
<row r="1"><c r="A1" t="inlineStr"><is><t>03-100</t></is></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><r><t>03</t></r><r><rPr><b/></rPr><t>-200</t></r></is></c></row>
XML
cat > run.cjs <<'JS'
const { Workbook, stream } = require('exceljs');
async function main() {
  for await (const sheet of new stream.xlsx.WorkbookReader('codes.xlsx')) {
    for await (const row of sheet) console.log('stream', row.getCell(1).text);
  }
  const book = new Workbook();
  await book.xlsx.readFile('codes.xlsx');
  book.getWorksheet('Codes').eachRow((row) => console.log('readFile', row.getCell(1).text));
}
main();
JS
seen=$(node run.cjs)
expected='stream 03-100
stream -200
readFile 03-100
readFile 03-200'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 03-200 in two runs is -200 in a stream, 03-200 in a file read whole"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
