#!/usr/bin/env bash
# @breejs/later 4.2.0 (npm) reads "every 30 mins after 10:00 pm and before 2:00 am" and runs it next in a year and a
# half. The text is accepted (error: -1, as with every text that it understands), and "after 9:00 am and before 11:00
# am" works as written. Over midnight both conditions are never true at once, and instead of no date it gives one at
# 00:00 every 500 days. A sync window at night, when nobody works in QuickBooks, stops the sync without a word.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts @breejs/later@4.2.0 >/dev/null ||
  { echo "cannot run: npm could not install @breejs/later 4.2.0"; exit 2; }

cat > ask.cjs <<'JS'
const later = require('@breejs/later')
later.date.UTC()
for (const hours of ['9:00 am and before 11:00 am', '10:00 pm and before 2:00 am']) {
  const parsed = later.parse.text(`every 30 mins after ${hours}`)
  const runs = later.schedule(parsed).next(2, new Date('2026-03-07T00:00:00Z'))
  console.log(parsed.error, ...runs.map((run) => run.toISOString().slice(0, 16)))
}
JS
seen=$(timeout 50 node ask.cjs 2>&1) || true
expected='-1 2026-03-07T09:00 2026-03-07T09:30
-1 2027-07-20T00:00 2028-12-01T00:00'
if [ "$seen" = "$expected" ]; then
  echo 'as seen: @breejs/later 4.2.0 runs a window over midnight next on 2027-07-20'
else
  printf 'changed: @breejs/later 4.2.0 now answers\n%s\n' "$seen"
  exit 1
fi
