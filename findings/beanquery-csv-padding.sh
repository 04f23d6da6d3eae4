#!/usr/bin/env bash
# beanquery (PyPI, 0.2.0, with beancount 3.2.3): bean-query -f csv pads its cells as for a table on the
# screen and fills up decimals: the amount 5 USD is written as 5.000 USD after four blanks, because another
# row has three decimals and more digits. RFC 4180, section 2, 4: "Spaces are considered part of a field".
# For users: amounts are texts to the program that imports them, and a code or currency is compared with
# blanks around it.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check beanquery==0.2.0 beancount==3.2.3 ||
  { echo "pip could not install"; exit 2; }

cat > books.beancount <<'BOOKS'
1970-01-01 open Expenses:03-100
1970-01-01 open Assets:Checking
2026-01-15 * "Forms"
  Expenses:03-100   5 USD
  Assets:Checking
2026-01-16 * "Rebar"
  Expenses:03-100   1250.505 USD
  Assets:Checking
BOOKS
seen=$(venv/bin/bean-query -f csv books.beancount \
  "select narration, number, position where account = 'Expenses:03-100'" | tr -d '\r' | sed 's/ /_/g')
expected='narration,number,position
Forms,___5____,____5.000_USD
Rebar,1250.505,_1250.505_USD'

if [ "$seen" = "$expected" ]; then
  echo "as seen: the amount 5 USD has five blanks before it and three decimals in CSV"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
