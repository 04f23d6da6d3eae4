#!/usr/bin/env bash
# natsort (npm, 2.0.3): its comparison contradicts itself: 1/2 comes before 01/02/03, and 01/02/03 before
# 1/2 (one of the two is a date to it). ECMA-262, Array.prototype.sort: a comparison is consistent only if a
# < b and b < a never hold both; else the order is up to the implementation. So one list has two orders,
# depending on the order it had.
# For users: a list of codes or sizes with slashes is sorted anew at each sorting, and two copies of it
# differ.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund natsort@2.0.3 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.cjs <<'JS'
const natsort = require('natsort').default;
const compare = natsort();
console.log(compare('1/2', '01/02/03'), compare('01/02/03', '1/2'));
const codes = ['01/02/03', '1/2', '1/10', '3/4/5', '12/5'];
console.log([...codes].sort(compare).join(' '));
console.log([...codes].reverse().sort(compare).join(' '));
JS
seen=$(node run.cjs)
expected='-1 -1
1/2 1/10 12/5 01/02/03 3/4/5
01/02/03 1/2 1/10 3/4/5 12/5'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 1/2 and 01/02/03 each come before the other, and one list has two orders"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
