#!/usr/bin/env bash
# xml-js 1.6.11 (npm) writes & and < in attributes as they are, so what it has read it cannot write back.
# XML 1.0 section 2.3 and 3.1 ("No < in Attribute Values") forbid both; the README says of { compact: false }, used
# here, that it "preserves everything". QuickBooks repeats names in statusMessage, and requestID may hold any text: an
# answer that is read, kept as JSON and written again is no longer XML. Text content loses one level: &amp;amp; comes
# back as &amp;.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts xml-js@1.6.11 >/dev/null ||
  { echo "cannot run: npm could not install xml-js 1.6.11"; exit 2; }

cat > ask.cjs <<'JS'
const { js2xml, xml2js } = require('xml-js')
const status = '<Rs statusMessage="&quot;A &amp; B&quot; is in use"/>'
for (const xml of [status, '<Rs k="a &lt; b"/>', '<Name>&amp;amp;</Name>'])
  console.log(xml, js2xml(xml2js(xml)))
JS
seen=$(node ask.cjs 2>&1) || true
expected='<Rs statusMessage="&quot;A &amp; B&quot; is in use"/> <Rs statusMessage="&quot;A & B&quot; is in use"/>
<Rs k="a &lt; b"/> <Rs k="a < b"/>
<Name>&amp;amp;</Name> <Name>&amp;</Name>'
if [ "$seen" = "$expected" ]; then
  echo "as seen: xml-js 1.6.11 writes a bare & and < into attributes"
else
  printf 'changed: xml-js 1.6.11 now writes\n%s\n' "$seen"
  exit 1
fi
