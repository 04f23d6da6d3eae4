#!/usr/bin/env bash
# declxml 1.1.3 (PyPI) writes booleans as Python does, True and False, and refuses 1 and 0.
# XML Schema Part 2, section 3.2.2: the literals of a boolean are true, false, 1 and 0. Intuit's qbXML schema types
# IsActive and the like as such a boolean: <IsActive>True</IsActive> is not valid, and qbXML that is not takes its
# whole message set down (0x80040400). An answer with 1, which is valid, is refused.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  declxml==1.1.3 2>pip.log; } ||
  { echo "cannot run: pip could not install declxml 1.1.3"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
import declxml as xml

item = xml.dictionary("ItemServiceAdd", [xml.string("Name"), xml.boolean("IsActive")])
print(xml.serialize_to_string(item, {"Name": "01", "IsActive": True}))
for literal in ("true", "1"):
    answer = f"<ItemServiceAdd><Name>01</Name><IsActive>{literal}</IsActive></ItemServiceAdd>"
    try:
        print(literal, xml.parse_from_string(item, answer))
    except xml.XmlError as error:
        print(literal, error)
PY
seen=$(v/bin/python ask.py 2>&1) || true
expected="<ItemServiceAdd><Name>01</Name><IsActive>True</IsActive></ItemServiceAdd>
true {'Name': '01', 'IsActive': True}
1 Invalid boolean value \"1\" at ItemServiceAdd/IsActive"
if [ "$seen" = "$expected" ]; then
  echo 'as seen: declxml 1.1.3 writes <IsActive>True</IsActive>'
else
  printf 'changed: declxml 1.1.3 now answers\n%s\n' "$seen"
  exit 1
fi
