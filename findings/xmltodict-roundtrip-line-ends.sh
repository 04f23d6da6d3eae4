#!/usr/bin/env bash
# xmltodict 1.0.4 (PyPI) writes a carriage return raw, so that the next reader gets a line feed. XML 1.0 section 2.11
# turns a raw #xD #xA into #xA; only &#13; keeps the carriage return (Canonical XML writes it so). The README has a
# section "Roundtripping". parse(unparse(parse(x))) differs from parse(x): a description of two lines with &#13;&#10;
# between them counts as changed after the first trip and is sent back altered.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  xmltodict==1.0.4 2>pip.log; } ||
  { echo "cannot run: pip could not install xmltodict 1.0.4"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
import xmltodict

first = xmltodict.parse("<Desc>first&#13;&#10;second&#13;</Desc>", strip_whitespace=False)
print(first)
print(xmltodict.parse(xmltodict.unparse(first), strip_whitespace=False))
PY
seen=$(v/bin/python ask.py 2>&1) || true
expected="{'Desc': 'first\\r\\nsecond\\r'}
{'Desc': 'first\\nsecond\\n'}"
if [ "$seen" = "$expected" ]; then
  echo 'as seen: xmltodict 1.0.4 loses the \r of &#13;&#10; when it writes what it has read'
else
  printf 'changed: xmltodict 1.0.4 now answers\n%s\n' "$seen"
  exit 1
fi
