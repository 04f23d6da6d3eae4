#!/usr/bin/env bash
# python-calamine (PyPI, 0.9.1): a line break or a tab within a paragraph of an .ods cell is dropped, and
# the words on its two sides become one: "Forms" and "Rebar" are FormsRebar, "03", tab, "100" is 03100.
# OpenDocument 1.2 part 1, 6.1.5 (text:line-break) and 6.1.4 (text:tab): they stand for a line break and a
# tab of the text. SheetJS keeps both.
# For users: a code in two parts becomes another code, and nothing tells it.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check python-calamine==0.9.1 odfpy==1.4.1 ||
  { echo "pip could not install"; exit 2; }

cat > run.py <<'PY'
import python_calamine
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import LineBreak, P, Tab

row = TableRow()
for before, between, after in (('03', Tab(), '100'), ('Forms', LineBreak(), 'Rebar')):
    paragraph = P(text=before)
    paragraph.addElement(between)
    paragraph.addText(after)
    cell = TableCell(valuetype='string')
    cell.addElement(paragraph)
    row.addElement(cell)
table = Table(name='Codes')
table.addElement(row)
document = OpenDocumentSpreadsheet()
document.spreadsheet.addElement(table)
document.save('codes.ods')
print(python_calamine.CalamineWorkbook.from_path('codes.ods').get_sheet_by_index(0).to_python())
PY
seen=$(venv/bin/python run.py)
expected="[['03100', 'FormsRebar']]"

if [ "$seen" = "$expected" ]; then
  echo "as seen: the tab of 03, tab, 100 and the line break between Forms and Rebar are gone"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
