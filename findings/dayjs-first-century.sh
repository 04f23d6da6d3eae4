#!/usr/bin/env bash
# dayjs 1.11.23 (npm) reads 0001-01-01T00:00:00 as the year 1901.
# ISO 8601 and ECMAScript ("Date Time String Format") have four digits of a year, 0001 being the year 1; new Date of
# the same text gives it. 0001-01-01T00:00:00 is what .NET writes for a date that was never set (DateTime.MinValue),
# and beside QuickBooks much is .NET: "never" becomes a plausible day of 1901. With a Z at its end the text is read
# right.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts dayjs@1.11.23 >/dev/null ||
  { echo "cannot run: npm could not install dayjs 1.11.23"; exit 2; }

cat > ask.cjs <<'JS'
const dayjs = require('dayjs')
for (const text of ['0001-01-01T00:00:00', '0001-01-01T00:00:00Z'])
  console.log(text, dayjs(text).toISOString(), new Date(text).toISOString())
JS
seen=$(TZ=UTC node ask.cjs 2>&1) || true
expected='0001-01-01T00:00:00 1901-01-01T00:00:00.000Z 0001-01-01T00:00:00.000Z
0001-01-01T00:00:00Z 0001-01-01T00:00:00.000Z 0001-01-01T00:00:00.000Z'
if [ "$seen" = "$expected" ]; then
  echo "as seen: dayjs 1.11.23 reads .NET's 0001-01-01T00:00:00 as 1901"
else
  printf 'changed: dayjs 1.11.23 now reads\n%s\n' "$seen"
  exit 1
fi
