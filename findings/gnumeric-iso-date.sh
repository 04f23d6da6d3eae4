#!/usr/bin/env bash
# Where two meet: openpyxl (PyPI, 3.1.5) with iso_dates writes dates as ECMA-376 part 1, 18.18.11 lets them
# be (type d, ISO 8601); Gnumeric's ssconvert (Debian package gnumeric, seen with 1.12.55) reads the number
# before the first hyphen: 2026-01-31 becomes 2026, in a cell whose format then shows a day of the year
# 1905. Nothing is reported.
# For users: the dates of a ledger become one and the same old day.
set -euo pipefail
for tool in python3; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
command -v ssconvert > /dev/null || { echo "needs the Debian package gnumeric"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check openpyxl==3.1.5 ||
  { echo "pip could not install"; exit 2; }

cat > run.py <<'PY'
import datetime
import openpyxl
book = openpyxl.Workbook()
book.iso_dates = True
book.active.append(['03-100', datetime.date(2026, 1, 31)])
book.active.append(['03-200', datetime.date(2026, 11, 5)])
book.save('codes.xlsx')
print([row[1].isoformat() for row in openpyxl.load_workbook('codes.xlsx').active.values])
PY
seen=$(venv/bin/python run.py
  ssconvert -O 'format=raw' -T Gnumeric_stf:stf_assistant codes.xlsx codes.txt 2> /dev/null
  cat codes.txt
  ssconvert -T Gnumeric_stf:stf_assistant -O 'format=preserve' codes.xlsx codes.txt 2> /dev/null
  cat codes.txt)
expected="['2026-01-31', '2026-11-05']
03-100,2026
03-200,2026
03-100,1905-07-18
03-200,1905-07-18"

if [ "$seen" = "$expected" ]; then
  echo "as seen: 31 January and 5 November 2026 are both 2026, shown as 1905-07-18"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
