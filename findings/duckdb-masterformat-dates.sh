#!/usr/bin/env bash
# DuckDB (PyPI, 2.0.1): read_csv takes CSI MasterFormat numbers in their own spelling, three pairs with
# blanks between, for dates: "03 11 13" (forming of concrete) is 2003-11-13, "26 05 19" (cables) 2026-05-19.
# One number that is no such date, like "03 99 00", and all stay text. The page on auto detection lists the
# formats that are tried: ISO 8601 and six more, all with hyphens.
# For users: a table of numbers is sorted and joined as dates, or not, depending on which divisions the
# project has.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check duckdb==2.0.1 ||
  { echo "pip could not install"; exit 2; }

cat > run.py <<'PY'
import duckdb

for numbers in (('26 05 19', '03 11 13', '05 12 23'), ('26 05 19', '03 11 13', '03 99 00')):
    with open('numbers.csv', 'w') as file:
        file.write('number,name\n' + ''.join(f'{number},x\n' for number in numbers))
    found = duckdb.sql("select number from read_csv('numbers.csv') order by number")
    print(found.types[0], *[row[0] for row in found.fetchall()])
PY
seen=$(venv/bin/python run.py)
expected='DATE 2003-11-13 2005-12-23 2026-05-19
VARCHAR 03 11 13 03 99 00 26 05 19'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 26 05 19, 03 11 13 and 05 12 23 are dates"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
