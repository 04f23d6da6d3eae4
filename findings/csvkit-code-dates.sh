#!/usr/bin/env bash
# csvkit (PyPI, 2.2.0, with agate 1.14.2): csvsort and csvjson take a column of codes for dates if each
# could be a month and a day: 01-02 becomes 2001-01-02, 05-06 becomes 2001-05-06. One code like 13-06 among
# them, and all stay as they are. And of a column of amounts like 2Y (yards) it makes dates of the years 3
# and 4: years from the year 1. csvsort --help: "Like the Unix "sort" command, but for tabular data"; only
# --no-inference makes it so.
# For users: a list of codes changes or not, depending on its longest division; the sorted file has lost the
# codes.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check csvkit==2.2.0 agate==1.14.2 parsedatetime==2.6 ||
  { echo "pip could not install"; exit 2; }

codes='code,name\n05-06,Ties\n01-02,Forms\n'
seen=$(printf "$codes" | venv/bin/csvsort -c code
  printf "${codes}13-06,Rebar\n" | venv/bin/csvsort -c code
  printf 'name,amount\nFill,2Y\nMulch,3Y\n' | venv/bin/csvjson)
expected='code,name
2001-01-02,Forms
2001-05-06,Ties
code,name
01-02,Forms
05-06,Ties
13-06,Rebar
[{"name": "Fill", "amount": "0003-01-01"}, {"name": "Mulch", "amount": "0004-01-01"}]'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 01-02 is sorted as 2001-01-02 unless a code like 13-06 is among the codes; 2Y is 0003-01-01"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
