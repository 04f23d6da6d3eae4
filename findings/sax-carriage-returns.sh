#!/usr/bin/env bash
# sax 1.6.1 (npm, beneath xml2js 0.6.2) hands on the carriage returns of the document's own line ends.
# XML 1.0 section 2.11: a processor must pass every #xD #xA, and every single #xD, to the application as one #xA.
# saxes 6.0.0 does. QuickBooks runs on Windows: a description of two lines that is read through xml2js has "\r\n",
# read by a parser that follows the rule "\n": the two compare as different, and a limit of length counts one more.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts \
  sax@1.6.1 xml2js@0.6.2 saxes@6.0.0 >/dev/null ||
  { echo "cannot run: npm could not install sax 1.6.1, xml2js 0.6.2 and saxes 6.0.0"; exit 2; }

cat > ask.cjs <<'JS'
const xml = '<Desc>first\r\nsecond</Desc>'
const sax = require('sax').parser(true)
sax.ontext = (text) => console.log('sax', JSON.stringify(text))
sax.write(xml).close()
require('xml2js').parseString(xml, { async: false }, (_, read) => console.log('xml2js', JSON.stringify(read.Desc)))
const saxes = new (require('saxes').SaxesParser)()
saxes.on('text', (text) => console.log('saxes', JSON.stringify(text)))
saxes.write(xml).close()
JS
seen=$(node ask.cjs 2>&1) || true
expected='sax "first\r\nsecond"
xml2js "first\r\nsecond"
saxes "first\nsecond"'
if [ "$seen" = "$expected" ]; then
  echo 'as seen: sax 1.6.1 and xml2js 0.6.2 keep the \r of a line end that XML 1.0 removes'
else
  printf 'changed: sax 1.6.1 and xml2js 0.6.2 now read\n%s\n' "$seen"
  exit 1
fi
