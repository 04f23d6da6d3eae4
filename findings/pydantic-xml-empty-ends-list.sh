#!/usr/bin/env bash
# pydantic-xml 2.22.0 (PyPI) ends a list of strings at its first empty element: all after it is lost.
# Its documentation ("Homogeneous collections") binds a list field to the sub-elements of that name, and the library
# itself writes the list ["ticket", "", "60"] as three elements; read back it is ["ticket"], without an error. That is
# the everyday answer to authenticate: the second string is empty (the company file that is open), and the third and
# fourth postpone the update or set its interval.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  pydantic-xml==2.22.0 2>pip.log; } ||
  { echo "cannot run: pip could not install pydantic-xml 2.22.0"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
from typing import List

from pydantic_xml import BaseXmlModel, element


class Answer(BaseXmlModel, tag="authenticateResult"):
    string: List[str] = element()


xml = Answer(string=["ticket", "", "60"]).to_xml()
print(xml.decode())
print(Answer.from_xml(xml).string)
PY
seen=$(v/bin/python ask.py 2>&1) || true
expected="<authenticateResult><string>ticket</string><string /><string>60</string></authenticateResult>
['ticket']"
if [ "$seen" = "$expected" ]; then
  echo 'as seen: pydantic-xml 2.22.0 reads the list it wrote, ["ticket", "", "60"], as ["ticket"]'
else
  printf 'changed: pydantic-xml 2.22.0 now answers\n%s\n' "$seen"
  exit 1
fi
