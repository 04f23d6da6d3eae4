#!/usr/bin/env bash
# Where two meet, both in pandas (PyPI, 3.1.1): to_excel (XlsxWriter 3.2.9) writes the carriage return of a
# text as ECMA-376 part 1, 22.9.2.19 (ST_Xstring) wants it, _x000D_; read_excel (openpyxl 3.1.5) takes that
# for text. A description of two lines comes back as "Forms_x000D_" and "Rebar".
# For users: descriptions of items that were typed on Windows carry _x000D_ after a round through a
# workbook.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check pandas==3.1.1 XlsxWriter==3.2.9 openpyxl==3.1.5 \
  python-calamine==0.9.1 ||
  { echo "pip could not install"; exit 2; }

cat > run.py <<'PY'
import pandas

pandas.DataFrame({'description': ['Forms\r\nRebar']}).to_excel('items.xlsx', index=False, engine='xlsxwriter')
for engine in ('openpyxl', 'calamine'):
    print(repr(pandas.read_excel('items.xlsx', engine=engine)['description'][0]))
PY
seen=$(venv/bin/python run.py)
expected="'Forms_x000D_\\nRebar'
'Forms\\r\\nRebar'"

if [ "$seen" = "$expected" ]; then
  echo "as seen: a line break of Windows comes back as _x000D_ and a line feed"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
