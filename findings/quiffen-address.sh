#!/usr/bin/env bash
# quiffen (PyPI, 4.0.1): of the address lines of a transaction only the last is kept, on reading and so on
# writing it again. QIF (file-format.txt of GnuCash): "A Address (up to 5 lines; 6th line is an optional
# message)". Nothing is reported.
# For users: a file that went through it has payees in a town, without street or name.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check quiffen==4.0.1 ||
  { echo "pip could not install"; exit 2; }

cat > run.py <<'PY'
from quiffen import Qif

with open('bank.qif', 'w') as file:
    file.write('!Type:Bank\nD1/15/26\nT-100.00\nPRebar Co\nARebar Co\nA1 Main Street\nASpringfield\n^\n')
print([line for line in Qif.parse('bank.qif').to_qif().splitlines() if line.startswith(('P', 'A'))])
PY
seen=$(venv/bin/python run.py)
expected="['PRebar Co', 'ASpringfield']"

if [ "$seen" = "$expected" ]; then
  echo "as seen: of three address lines the last is left"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
