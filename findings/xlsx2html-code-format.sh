#!/usr/bin/env bash
# xlsx2html (PyPI, 0.6.4): a number with a format of several groups has all its digits in the first: 33000
# with 00\ 00\ 00 is "33000 00 00" and not 03 30 00, 3100 with 00-000 is 03100. A half is rounded to the
# even digit: 12.345 with 0.00 is 12.34. It is made "to html tables with keep cell formatting"; ECMA-376
# part 1, 18.8.31 (numFmts): what is not a placeholder stands where it is among the digits.
# For users: a printed or mailed list shows codes that nobody has, and totals a cent below.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check xlsx2html==0.6.4 openpyxl==3.1.5 ||
  { echo "pip could not install"; exit 2; }

cat > run.py <<'PY'
import re
import openpyxl
from xlsx2html import xlsx2html

book = openpyxl.Workbook()
for row, (value, shown) in enumerate(((33000, '00\\ 00\\ 00'), (3100, '00-000'), (12.345, '0.00')), 1):
    cell = book.active.cell(row, 1, value)
    cell.number_format = shown
book.save('codes.xlsx')
page = xlsx2html('codes.xlsx', locale='en')
page.seek(0)
print([cell.strip() for cell in re.findall('<td[^>]*>([^<]*)</td>', page.read())])
PY
seen=$(venv/bin/python run.py)
expected="['33000 00 00', '03100', '12.34']"

if [ "$seen" = "$expected" ]; then
  echo "as seen: 33000 is shown as 33000 00 00, 3100 as 03100, 12.345 as 12.34"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
