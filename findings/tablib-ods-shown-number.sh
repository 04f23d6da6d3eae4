#!/usr/bin/env bash
# tablib (PyPI, 3.10.0): the number in a cell of an .ods sheet is taken from the text that is shown, not
# from the value. 1234.5678 shown with two decimals is 1234.57, 0.125 shown without is 0. OpenDocument 1.2
# part 1, office:value: the attribute holds the value of the cell; the text is only how it looks. pandas
# reads the value.
# For users: quantities and unit prices are rounded on import as the sheet happens to show them, and no
# total fits.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check 'tablib[ods]==3.10.0' pandas==3.1.1 ||
  { echo "pip could not install"; exit 2; }

cat > run.py <<'PY'
import pandas
import tablib
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P


def add_row(table, *cells):
    row = TableRow()
    for shown, attributes in cells:
        cell = TableCell(**attributes)
        cell.addElement(P(text=shown))
        row.addElement(cell)
    table.addElement(row)


text = {'valuetype': 'string'}
table = Table(name='Prices')
add_row(table, ('price', text), ('quantity', text))
add_row(table, ('1234.57', {'valuetype': 'float', 'value': 1234.5678}), ('0', {'valuetype': 'float', 'value': 0.125}))
document = OpenDocumentSpreadsheet()
document.spreadsheet.addElement(table)
document.save('prices.ods')

with open('prices.ods', 'rb') as file:
    print('tablib', tablib.Dataset().load(file.read(), format='ods')[0])
print('pandas', tuple(pandas.read_excel('prices.ods', engine='odf').iloc[0].tolist()))
PY
seen=$(venv/bin/python run.py)
expected="tablib (1234.57, 0.0)
pandas (1234.5678, 0.125)"

if [ "$seen" = "$expected" ]; then
  echo "as seen: 1234.5678 is read as 1234.57 and 0.125 as 0, as the cells show them"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
