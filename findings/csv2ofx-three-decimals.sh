#!/usr/bin/env bash
# csv2ofx (PyPI, 0.34.2, with meza 0.47.0): an amount with three decimals is read as thousands: 5.005
# becomes 5005.00, -0.125 becomes -125.00, in OFX and in QIF, while 5.00 in the row above keeps its point.
# RFC 4180 knows no thousands separators, and nothing in the file asks for a point as one. Nothing is
# reported.
# For users: amounts that a program computed to three places are booked a thousand times too high.
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
2026-01-15,r1,Forms,Checking,5.00,,,1
2026-01-16,r2,Rebar,Checking,5.005,,,2
2026-01-17,r3,Ties,Checking,-0.125,,,3
CSV
venv/bin/csv2ofx --qif bank.csv > bank.qif
venv/bin/csv2ofx bank.csv > bank.ofx
seen=$(grep '^T[0-9-]' bank.qif; grep -o '<TRNAMT>[0-9.-]*' bank.ofx)
expected='T5.00
T5005.00
T-125.00
<TRNAMT>5.00
<TRNAMT>5005.00
<TRNAMT>-125.00'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 5.005 is booked as 5005.00 and -0.125 as -125.00"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
