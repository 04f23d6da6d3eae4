#!/usr/bin/env bash
# currency.js (npm, 2.0.4): half cents are rounded up, not away from zero, so a negative amount is not the
# opposite of the positive one: 1.005 is 1.01 and -1.005 is -1.00, and their sum is 0.01. Its documentation
# offers it to take "the guesswork out of trying to resolve floating point problems" and does not say so.
# For users: a posting and its reversal, or debit and credit of one line, leave a cent on the books.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund currency.js@2.0.4 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.cjs <<'JS'
const currency = require('currency.js');
console.log(currency('1.005').toString(), currency('-1.005').toString());
console.log(currency('1.005').add('-1.005').toString(), currency(10).multiply(0.3335).toString(),
  currency(-10).multiply(0.3335).toString());
JS
seen=$(node run.cjs)
expected='1.01 -1.00
0.01 3.34 -3.33'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 1.005 is 1.01, -1.005 is -1.00, and their sum is 0.01"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
