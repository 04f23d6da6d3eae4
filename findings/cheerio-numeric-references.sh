#!/usr/bin/env bash
# cheerio 1.2.0 (npm) reads &#146; as U+2019 also in XML mode, and writes it back as another reference.
# XML 1.0 section 4.1: a character reference names the character of that number in ISO/IEC 10646, so &#146; is U+0092;
# only HTML maps 128 to 159 to Windows-1252, and cheerio was told xml: true. A name with such a reference (a
# Windows-1252 byte that some program wrote by its number) is another name after it was read and written back, and
# does not compare equal to what an XML parser reads from the same answer of QuickBooks.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts \
  cheerio@1.2.0 htmlparser2@12.0.0 >/dev/null ||
  { echo "cannot run: npm could not install cheerio 1.2.0 and htmlparser2 12.0.0"; exit 2; }

cat > ask.cjs <<'JS'
const xml = '<Name>Bob&#146;s</Name>'
const hex = (text) => text.codePointAt(3).toString(16).padStart(4, '0')
const $ = require('cheerio').load(xml, { xml: true })
console.log('cheerio', hex($('Name').text()), $.xml())
const [name] = require('htmlparser2').parseDocument(xml, { xmlMode: true }).children
console.log('htmlparser2', hex(name.children[0].data))
JS
seen=$(node ask.cjs 2>&1) || true
expected='cheerio 2019 <Name>Bob&#x2019;s</Name>
htmlparser2 0092'
if [ "$seen" = "$expected" ]; then
  echo "as seen: cheerio 1.2.0 turns &#146; into &#x2019; in XML (htmlparser2 12.0.0 by itself does not)"
else
  printf 'changed: now read\n%s\n' "$seen"
  exit 1
fi
