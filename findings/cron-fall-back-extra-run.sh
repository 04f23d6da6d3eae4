#!/usr/bin/env bash
# cron 4.4.0 (npm) runs "0 */2 * * *" at 01:00 in the night in which the clocks go back, an hour outside the pattern.
# crontab.org, to which its README sends for the patterns, has */2 as every second hour, 0, 2, 4 ... In
# America/Chicago on 1 November 2026 the hour from 1 to 2 comes twice; after 00:00 the next run is said to be 01:00
# (the second one), then 02:00. croner 11.0.1 and cron-parser 5.10.6 go from 00:00 to 02:00. What must stay out of an
# hour, a backup's for example, meets it once a year.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts \
  cron@4.4.0 luxon@3.7.2 croner@11.0.1 cron-parser@5.10.6 >/dev/null ||
  { echo "cannot run: npm could not install cron 4.4.0, croner 11.0.1 and cron-parser 5.10.6"; exit 2; }

cat > ask.cjs <<'JS'
const { CronTime } = require('cron')
const { CronExpressionParser } = require('cron-parser')
const { Cron } = require('croner')
const { DateTime } = require('luxon')
const [pattern, zone] = ['0 */2 * * *', 'America/Chicago']
const start = new Date('2026-11-01T00:00:00-05:00')
const show = (name, dates) =>
  console.log(name, ...dates.map((date) => DateTime.fromJSDate(date).setZone(zone).toFormat('HH:mmZZ')))

const cron = new CronTime(pattern, zone)
const first = cron.getNextDateFrom(DateTime.fromJSDate(start).setZone(zone), zone)
show('cron', [first.toJSDate(), cron.getNextDateFrom(first, zone).toJSDate()])
show('croner', new Cron(pattern, { timezone: zone, paused: true }).nextRuns(2, start))
const parsed = CronExpressionParser.parse(pattern, { tz: zone, currentDate: start })
show('cron-parser', [parsed.next().toDate(), parsed.next().toDate()])
JS
seen=$(timeout 50 node ask.cjs 2>&1) || true
expected='cron 01:00-06:00 02:00-06:00
croner 02:00-06:00 04:00-06:00
cron-parser 02:00-06:00 04:00-06:00'
if [ "$seen" = "$expected" ]; then
  echo 'as seen: cron 4.4.0 runs "0 */2 * * *" at 01:00 when the clocks go back'
else
  printf 'changed: now\n%s\n' "$seen"
  exit 1
fi
