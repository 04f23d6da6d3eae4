#!/usr/bin/env bash
# zeep 4.3.3 (PyPI) returns None for an empty string, so that it cannot be told from a nil one.
# XML Schema Part 1, section 2.6.2 has xsi:nil for the absent value; an empty element of type xs:string is the string
# "". In the answer to authenticate the second string decides: "" means the company file that is open. A test of a Web
# Connector service with this client cannot see whether the service answers "" or nil, and calls on None fail.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  zeep==4.3.3 lxml==6.1.3 2>pip.log; } ||
  { echo "cannot run: pip could not install zeep 4.3.3"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
from lxml import etree
from zeep import Settings, xsd
from zeep.xsd.schema import Schema

NS = "http://developer.intuit.com/"
schema = Schema(
    etree.fromstring(f"""<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:t="{NS}"
    targetNamespace="{NS}" elementFormDefault="qualified"><s:element name="authenticateResult"><s:complexType>
    <s:sequence><s:element name="string" type="s:string" nillable="true" minOccurs="0" maxOccurs="unbounded"/>
    </s:sequence></s:complexType></s:element></s:schema>"""),
    transport=None,
    location=None,
    settings=Settings(),
)
answer = etree.fromstring(f"""<authenticateResult xmlns="{NS}" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
<string>ticket</string><string></string><string i:nil="true"/><string> </string></authenticateResult>""")
element = schema.get_element(f"{{{NS}}}authenticateResult")
print(element.parse(answer, schema).string)
PY
seen=$(v/bin/python ask.py 2>&1) || true
expected="['ticket', None, None, ' ']"
if [ "$seen" = "$expected" ]; then
  echo "as seen: zeep 4.3.3 returns None for an empty xs:string as for a nil one"
else
  printf 'changed: zeep 4.3.3 now returns\n%s\n' "$seen"
  exit 1
fi
