#!/usr/bin/env bash
# suds 1.2.0 (PyPI) leaves "&amp;" in an argument as it is and escapes the rest, so the server reads other text.
# XML 1.0 section 2.4: an ampersand in character data must be escaped; the text <Name>A &amp; B</Name> has to travel
# as &lt;Name&gt;A &amp;amp; B&lt;/Name&gt;. Whoever sends qbXML as a string, which all of the Web Connector's
# messages do, delivers <Name>A & B</Name>: no longer XML. A text &lt;b&gt; arrives as <b>.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check suds==1.2.0 2>pip.log; } ||
  { echo "cannot run: pip could not install suds 1.2.0"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
import xml.etree.ElementTree as ElementTree

from suds.sax.element import Element

for text in ("<Name>A & B</Name>", "<Name>A &amp; B</Name>", "&lt;b&gt;"):
    written = Element("response").setText(text).plain()
    print(text, "->", ElementTree.fromstring(written).text)
PY
seen=$(v/bin/python ask.py 2>&1) || true
expected='<Name>A & B</Name> -> <Name>A & B</Name>
<Name>A &amp; B</Name> -> <Name>A & B</Name>
&lt;b&gt; -> <b>'
if [ "$seen" = "$expected" ]; then
  echo "as seen: suds 1.2.0 writes <Name>A &amp; B</Name> so that a reader gets <Name>A & B</Name>"
else
  printf 'changed: suds 1.2.0 now writes\n%s\n' "$seen"
  exit 1
fi
