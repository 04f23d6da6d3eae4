#!/usr/bin/env bash
# simple-xml-to-json 1.2.7 (npm) takes a CDATA section for a tag: its text is lost and the tree behind it is wrong.
# XML 1.0 section 2.7 lets CDATA sections stand wherever character data may; the README names no limit. No error is
# raised: what follows is read as attributes, and whole elements vanish: here IsActive. A body in <![CDATA[ ]]> is
# what test clients of the Web Connector send.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts \
  simple-xml-to-json@1.2.7 >/dev/null ||
  { echo "cannot run: npm could not install simple-xml-to-json 1.2.7"; exit 2; }

cat > ask.cjs <<'JS'
const { convertXML } = require('simple-xml-to-json')
console.log(JSON.stringify(convertXML('<Item><Name>Pipe</Name><IsActive>true</IsActive></Item>')))
console.log(JSON.stringify(convertXML('<Item><Name><![CDATA[Pipe]]></Name><IsActive>true</IsActive></Item>')))
JS
seen=$(node ask.cjs 2>&1) || true
expected='{"Item":{"children":[{"Name":{"content":"Pipe"}},{"IsActive":{"content":"true"}}]}}
{"Item":{"children":[{"Name":{"children":[{"":{"![CDATA[Pipe]]":"Name","true":"Item"}}]}}]}}'
if [ "$seen" = "$expected" ]; then
  echo "as seen: simple-xml-to-json 1.2.7 loses the text of a CDATA section and the tree behind it"
else
  printf 'changed: simple-xml-to-json 1.2.7 now converts to\n%s\n' "$seen"
  exit 1
fi
