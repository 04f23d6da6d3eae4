#!/usr/bin/env bash
# Where two meet: Unicode normalization and Unidecode (PyPI, 1.4.0). The micro sign U+00B5 is written u, but
# the Greek mu U+03BC is written m, and NFKC (or NFKD), the usual step before, makes a mu of the sign: "10
# µm" becomes "10 mm", a thousand times more. Unicode Technical Report 25: of the two the mu is the
# preferred character.
# For users: a film of 10 micrometres becomes one of 10 millimetres, with nothing to see it by.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv || { echo "needs python3-venv"; exit 2; }
venv/bin/pip install -q --disable-pip-version-check Unidecode==1.4.0 ||
  { echo "pip could not install"; exit 2; }

cat > run.py <<'PY'
import unicodedata
from unidecode import unidecode

text = 'film 10 \N{MICRO SIGN}m, 5 \N{MICRO SIGN}A'
print(unidecode(text))
print(unidecode(unicodedata.normalize('NFKC', text)))
PY
seen=$(venv/bin/python run.py)
expected='film 10 um, 5 uA
film 10 mm, 5 mA'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 10 µm is 10 um, and 10 mm once it is normalized"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
