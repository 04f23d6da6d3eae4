#!/usr/bin/env bash
# xlsx2csv (PyPI, 0.8.6): a number whose format names a unit is printed as a date of that format, and the
# number is gone: 45 with the format 0" yd" is printed as 0" y13", with 0 "days" as 0 "13ays", with \D00
# (for D45) as 1300. ECMA-376 part 1, 18.8.31 (numFmts): what stands in quotation marks or behind a
# backslash is text.
# For users: quantities with their unit in the format are lost, and so are codes whose letter is in the
# format.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check xlsx2csv==0.8.6 XlsxWriter==3.2.9 ||
  { echo "pip could not install"; exit 2; }

cat > run.py <<'PY'
import xlsxwriter

with xlsxwriter.Workbook('codes.xlsx') as book:
    sheet = book.add_worksheet('Codes')
    for row, shown in enumerate(('0', '0" yd"', '0 "days"', '\\D00')):
        sheet.write_number(row, 0, 45, book.add_format({'num_format': shown}))
PY
venv/bin/python run.py
seen=$(venv/bin/xlsx2csv codes.xlsx)
expected='45
"0"" y13"""
"0 ""13ays"""
1300'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 45 is printed as 0\" y13\", 0 \"13ays\" and 1300"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
