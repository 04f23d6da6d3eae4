#!/usr/bin/env bash
# slugify (npm, 1.6.9): the Greek letter of ohm becomes the letter of watt: "10 kΩ heater" and "10 kW
# heater" are both 10-kW-heater. Its README: "Coerces foreign symbols to their English equivalent". That of
# Ω is O (romanised) or ohm; a W only looks like the small omega.
# For users: two items of a price list get one key, and the one that is left says kilowatt.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund slugify@1.6.9 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.cjs <<'JS'
const slugify = require('slugify');
console.log(['10 kΩ heater', '10 kW heater', '5 Ω'].map((text) => `${text}: ${slugify(text)}`).join('\n'));
JS
seen=$(node run.cjs)
expected='10 kΩ heater: 10-kW-heater
10 kW heater: 10-kW-heater
5 Ω: 5-W'

if [ "$seen" = "$expected" ]; then
  echo "as seen: kΩ is kW"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
