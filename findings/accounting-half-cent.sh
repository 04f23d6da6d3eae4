#!/usr/bin/env bash
# accounting.js (npm accounting 0.4.1): toFixed and formatMoney round 1.005 to 1.00, 1.255 to 1.25, 39.995
# to 39.99, 0.285 to 0.28. Its own documentation says that toFixed "treats floats more like decimals" and
# "Fixes binary rounding issues", and gives 0.615 as the example, which is right.
# For users: a line of quantity times price is a cent less than on the invoice, so debit and credit differ.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund accounting@0.4.1 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.cjs <<'JS'
const accounting = require('accounting');
console.log([0.615, 1.005, 1.255, 39.995, 0.285].map((value) => accounting.toFixed(value, 2)).join(' '));
console.log(accounting.formatMoney(1.005));
JS
seen=$(node run.cjs)
expected='0.62 1.00 1.25 39.99 0.28
$1.00'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 0.615 is 0.62, but 1.005 is 1.00, 1.255 is 1.25, 39.995 is 39.99 and 0.285 is 0.28"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
