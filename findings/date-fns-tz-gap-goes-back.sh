#!/usr/bin/env bash
# date-fns-tz 3.2.0 (npm) moves a local time that the clock change skips an hour back instead of forward.
# ECMAScript (LocalTime/UTC(t): a skipped local time is read with the offset before the change) and RFC 5545 section
# 3.3.5 make of 02:30 in America/Chicago on 8 March 2026 the moment 03:30; so do luxon 3.7.2 and new Date in that
# zone. fromZonedTime gives 01:30. A run that must not begin before 02:00, after the backup, begins half an hour
# before it.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts \
  date-fns-tz@3.2.0 date-fns@4.4.0 luxon@3.7.2 >/dev/null ||
  { echo "cannot run: npm could not install date-fns-tz 3.2.0 and luxon 3.7.2"; exit 2; }

cat > ask.cjs <<'JS'
const { fromZonedTime } = require('date-fns-tz')
const { DateTime } = require('luxon')
const [text, zone] = ['2026-03-08T02:30:00', 'America/Chicago']
console.log('date-fns-tz', fromZonedTime(text, zone).toISOString())
console.log('luxon', DateTime.fromISO(text, { zone }).toJSDate().toISOString())
console.log('Date', new Date(text).toISOString())
JS
seen=$(TZ=America/Chicago node ask.cjs 2>&1) || true
expected='date-fns-tz 2026-03-08T07:30:00.000Z
luxon 2026-03-08T08:30:00.000Z
Date 2026-03-08T08:30:00.000Z'
if [ "$seen" = "$expected" ]; then
  echo 'as seen: date-fns-tz 3.2.0 makes 01:30 of 02:30 in the night of the clock change'
else
  printf 'changed: now\n%s\n' "$seen"
  exit 1
fi
