#!/usr/bin/env bash
# pylightxl (PyPI, 1.61): a number whose format has a colour or a unit is read as a date: 45 with the format
# [Red]0 or 0" yd" is the text 1900/02/13, and with "Phase "0 a time, 00:00:00. ECMA-376 part 1, 18.8.31
# (numFmts): a colour in brackets is no part of a date, and what stands in quotation marks is text.
# For users: quantities become days of the year 1900, as soon as somebody makes the negative ones red.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check pylightxl==1.61 XlsxWriter==3.2.9 ||
  { echo "pip could not install"; exit 2; }

cat > run.py <<'PY'
import pylightxl
import xlsxwriter

with xlsxwriter.Workbook('codes.xlsx') as book:
    sheet = book.add_worksheet('Codes')
    for row, shown in enumerate(('0', '[Red]0', '0" yd"', '"Phase "0')):
        sheet.write_number(row, 0, 45, book.add_format({'num_format': shown}))
print(*[row[0] for row in pylightxl.readxl('codes.xlsx').ws('Codes').rows], sep='\n')
PY
seen=$(venv/bin/python run.py)
expected='45
1900/02/13
1900/02/13
00:00:00'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 45 in red or with a unit is 1900/02/13"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
