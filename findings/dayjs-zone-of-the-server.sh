#!/usr/bin/env bash
# dayjs 1.11.23 (npm) adds a day in a named zone to different moments, depending on the zone of the server.
# Its timezone plugin is documented to work in the zone that is named. 01:30 in America/Chicago on 8 March 2026 plus
# one day is 01:30 of the 9th there, 06:30Z (luxon 3.7.2). A server in Chicago gets that; one in UTC, as containers
# are, gets 07:30Z, an hour late. Both call it 01:30-06:00, an offset that Chicago does not have that day: tests on
# the developer's own machine see nothing of it.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts \
  dayjs@1.11.23 luxon@3.7.2 >/dev/null ||
  { echo "cannot run: npm could not install dayjs 1.11.23 and luxon 3.7.2"; exit 2; }

cat > ask.cjs <<'JS'
const dayjs = require('dayjs')
dayjs.extend(require('dayjs/plugin/utc'))
dayjs.extend(require('dayjs/plugin/timezone'))
const { DateTime } = require('luxon')
const [text, zone] = ['2026-03-08T01:30:00', 'America/Chicago']
const next = dayjs.tz(text, zone).add(1, 'day')
const luxon = DateTime.fromISO(text, { zone }).plus({ day: 1 }).toUTC().toISO()
console.log(process.env.TZ, next.format('HH:mmZ'), next.toISOString(), luxon)
JS
seen=$({ TZ=America/Chicago node ask.cjs && TZ=UTC node ask.cjs; } 2>&1) || true
expected='America/Chicago 01:30-06:00 2026-03-09T06:30:00.000Z 2026-03-09T06:30:00.000Z
UTC 01:30-06:00 2026-03-09T07:30:00.000Z 2026-03-09T06:30:00.000Z'
if [ "$seen" = "$expected" ]; then
  echo "as seen: dayjs 1.11.23 adds a day in America/Chicago otherwise on a server in UTC than on one in Chicago"
else
  printf 'changed: now\n%s\n' "$seen"
  exit 1
fi
