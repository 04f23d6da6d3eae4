#!/usr/bin/env bash
# pylightxl (PyPI, 1.61): every inline string reads as empty text; numbers beside it are there, nothing is
# reported. ECMA-376 part 1, 18.18.11: a cell of type inlineStr holds its text itself. Programs that write
# row by row do so: here XlsxWriter's constant_memory. pylightxl's list of limitations does not name it.
# For users: the import of a list succeeds with amounts and without codes and names.
set -euo pipefail
for tool in python3; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check pylightxl==1.61 XlsxWriter==3.2.9 ||
  { echo "pip could not install"; exit 2; }

cat > run.py <<'PY'
import pylightxl
import xlsxwriter

for constant in (False, True):
    with xlsxwriter.Workbook('codes.xlsx', {'constant_memory': constant}) as book:
        sheet = book.add_worksheet('Codes')
        for row, values in enumerate((('03-100', 'Forms', 5), ('03-200', 'Rebar', 7))):
            for column, value in enumerate(values):
                sheet.write(row, column, value)
    print(list(pylightxl.readxl('codes.xlsx').ws('Codes').rows))
PY
seen=$(venv/bin/python run.py)
expected="[['03-100', 'Forms', 5], ['03-200', 'Rebar', 7]]
[['', '', 5], ['', '', 7]]"

if [ "$seen" = "$expected" ]; then
  echo "as seen: shared strings are read, inline strings are empty"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
