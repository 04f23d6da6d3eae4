#!/usr/bin/env bash
# xlsx2csv (PyPI, 0.8.6): a cell or row without the attribute r is left out; nothing is printed of it, and
# the exit code is 0. ECMA-376 part 1, 18.3.1.4 (c) and 18.3.1.73 (row): r is optional; without it a cell
# stands right of the one before, a row below the one before. openpyxl reads all of it.
# For users: from a workbook whose writer saves on bytes, rows of the list are missing without a word.
set -euo pipefail
for tool in python3; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check xlsx2csv==0.8.6 openpyxl==3.1.5 ||
  { echo "pip could not install"; exit 2; }

python3 "$here/workbook.py" codes.xlsx <<'XML'
<row r="1"><c r="A1" t="inlineStr"><is><t>03-100</t></is></c><c r="B1"><v>5</v></c></row>
<row><c t="inlineStr"><is><t>03-200</t></is></c><c><v>7</v></c></row>
<row><c t="inlineStr"><is><t>03-300</t></is></c><c><v>9</v></c></row>
XML
seen=$(venv/bin/xlsx2csv codes.xlsx | tr '\n' '|'
  echo
  venv/bin/python -c "import openpyxl; print(*openpyxl.load_workbook('codes.xlsx').active.values)")
expected="03-100,5|
('03-100', 5) ('03-200', 7) ('03-300', 9)"

if [ "$seen" = "$expected" ]; then
  echo "as seen: of three rows the first is printed, openpyxl reads three"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
