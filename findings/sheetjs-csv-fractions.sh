#!/usr/bin/env bash
# SheetJS (npm xlsx 0.18.5), reading CSV: mixed numbers and trailing minus signs are read as dates, some of
# them. 2 3/4 is 3 February 2004 and 12- is 1 December 2001, while 1 1/2 and 13- stay text. For Excel 2 3/4
# is the number 2.75. Nothing is reported.
# For users: sizes of lumber and credits written with the minus behind become days, depending on their
# digits.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund xlsx@0.18.5 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.cjs <<'JS'
const X = require('xlsx');
const book = X.read('size\n2 3/4\n1 1/2\n12-\n13-\n', { type: 'string' });
console.log(X.utils.sheet_to_csv(book.Sheets[book.SheetNames[0]]).trim());
JS
seen=$(node run.cjs)
expected='size
2/3/04
1 1/2
12/1/01
13-'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 2 3/4 is 2/3/04 and 12- is 12/1/01, while 1 1/2 and 13- stay"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
