#!/usr/bin/env bash
# quiffen (PyPI, 4.0.1): the class of one transaction is given to every other of the same category when a
# file is written: of LLabor/03-100 and LLabor, read and written again, both are LLabor/03-100. QIF
# (file-format.txt of GnuCash): "L Category (category/transfer/class)" is a field of the transaction.
# For users: where classes are jobs or cost codes, costs of no job land on the job of somebody else.
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
    file.write('!Type:Bank\nD1/15/26\nT-100.00\nPCo A\nLLabor/03-100\n^\nD1/16/26\nT-200.00\nPCo B\nLLabor\n^\n')
print([line for line in Qif.parse('bank.qif').to_qif().splitlines() if line.startswith(('P', 'L'))])
PY
seen=$(venv/bin/python run.py)
expected="['PCo A', 'LLabor/03-100', 'PCo B', 'LLabor/03-100']"

if [ "$seen" = "$expected" ]; then
  echo "as seen: the category Labor without a class comes back with the class of the other transaction"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
