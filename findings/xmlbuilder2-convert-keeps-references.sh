#!/usr/bin/env bash
# xmlbuilder2 4.0.3 (npm) gives the values of convert(xml, { format: 'object' }) with their references unresolved.
# XML 1.0 section 4.6: &amp; in character data stands for the character &. The DOM of the same package has it
# resolved, its object does not, attributes neither: the name "A & B" of an item is read as "A &amp; B", four
# characters longer, and is not found again by its name. A numeric reference in the same text is resolved, so decoding
# afterwards cannot be exact: &amp;lt; and &lt; come out alike.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts xmlbuilder2@4.0.3 >/dev/null ||
  { echo "cannot run: npm could not install xmlbuilder2 4.0.3"; exit 2; }

cat > ask.cjs <<'JS'
const { convert, create } = require('xmlbuilder2')
for (const xml of ['<Name k="A &amp; B">A &amp; B&#33;</Name>', '<Name>&lt;</Name>', '<Name>&amp;lt;</Name>'])
  console.log(JSON.stringify(convert(xml, { format: 'object' }).Name), create(xml).root().node.textContent)
JS
seen=$(node ask.cjs 2>&1) || true
expected='{"@k":"A &amp; B","#":"A &amp; B!"} A & B!
"&lt;" <
"&lt;" &lt;'
if [ "$seen" = "$expected" ]; then
  echo "as seen: xmlbuilder2 4.0.3 converts the text A &amp; B to the value A &amp; B"
else
  printf 'changed: xmlbuilder2 4.0.3 now converts to\n%s\n' "$seen"
  exit 1
fi
