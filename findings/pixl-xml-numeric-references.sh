#!/usr/bin/env bash
# pixl-xml 1.0.13 (npm) resolves &amp; but no numeric reference, and writes such text back as other text.
# XML 1.0 section 4.1 makes &#233; the character U+00E9 in any document. The value stays "Caf&#233;"; stringify then
# escapes its ampersand. In qbXML such references are the way to carry an accent (QuickBooks refuses the plain letter,
# says consolibyte's wiki): names compare as different, count too long, and change with every trip.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts pixl-xml@1.0.13 >/dev/null ||
  { echo "cannot run: npm could not install pixl-xml 1.0.13"; exit 2; }

cat > ask.cjs <<'JS'
const XML = require('pixl-xml')
const read = XML.parse('<Item><Name>Caf&#233; &amp; Bar</Name></Item>', { preserveDocumentNode: true })
console.log(read.Item.Name)
console.log(XML.stringify(read, undefined, 0, '', '').replace(/^<\?xml.*?\?>/, ''))
JS
seen=$(node ask.cjs 2>&1) || true
expected='Caf&#233; & Bar
<Item><Name>Caf&amp;#233; &amp; Bar</Name></Item>'
if [ "$seen" = "$expected" ]; then
  echo "as seen: pixl-xml 1.0.13 leaves &#233; unresolved and writes it back as &amp;#233;"
else
  printf 'changed: pixl-xml 1.0.13 now answers\n%s\n' "$seen"
  exit 1
fi
