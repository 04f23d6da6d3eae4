#!/usr/bin/env bash
# frictionless (PyPI, 5.18.1): codes like 01-02 are taken for months of the years 1 to 99 and written back
# as 1-02; codes like 1_0 for the number 10. Table Schema, field types: yearmonth is YYYY-MM as in
# gYearMonth of XML Schema (four digits of year at least), integer follows XML Schema, which knows no
# underscore. One code like 13-14 in the list, and all stay text.
# For users: a package that is read and written again has other codes, and validate calls it valid.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check frictionless==5.18.1 ||
  { echo "pip could not install"; exit 2; }

cat > run.py <<'PY'
import frictionless

for codes in (('01-02', '03-04'), ('1_0', '2_0'), ('01-02', '13-14')):
    with open('codes.csv', 'w') as file:
        file.write('code,name\n' + ''.join(f'{code},x\n' for code in codes))
    resource = frictionless.Resource('codes.csv')
    resource.write('copy.csv')
    with open('copy.csv') as file:
        print(resource.schema.fields[0].type, *[line.split(',')[0] for line in file.read().split()[1:]])
PY
seen=$(venv/bin/python run.py)
expected='yearmonth 1-02 3-04
integer 10 20
string 01-02 13-14'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 01-02 is a month and is written as 1-02, 1_0 is 10"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
