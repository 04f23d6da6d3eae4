#!/usr/bin/env bash
# csv2ofx (PyPI, 0.34.2): in OFX it writes the escapes without their semicolon: the payee A & B <forms> is
# "A &amp B &ltforms&gt". OFX 1.6, 2.3.2.1: the escapes are &amp; &lt; and &gt;. A reader has to take them
# for text.
# For users: payees with an ampersand are new vendors after each conversion.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check csv2ofx==0.34.2 meza==0.47.0 ||
  { echo "pip could not install"; exit 2; }

cat > bank.csv <<'CSV'
Date,Reference,Description,Account,Amount,Notes,Num,Row
2026-01-15,r1,A & B <forms>,Checking,5.00,,,1
CSV
venv/bin/csv2ofx bank.csv > bank.ofx
seen=$(grep -o '<NAME>.*</NAME>' bank.ofx)
expected='<NAME>A &amp B &ltforms&gt</NAME>'

if [ "$seen" = "$expected" ]; then
  echo "as seen: A & B <forms> is written as A &amp B &ltforms&gt"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
