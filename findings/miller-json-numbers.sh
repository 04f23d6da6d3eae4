#!/usr/bin/env bash
# Miller (Debian package miller, seen with 6.6.0): from CSV it writes JSON that is none: 0x10, .5 and 5.
# stand there without quotation marks, as numbers. RFC 8259, 6: a number is decimal, without a leading zero,
# with digits on both sides of the point. mlr ends with 0, and no JSON reader takes the file.
# For users: one code like 0x10 or one quantity like .5, and the export cannot be read by anybody else.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
command -v mlr > /dev/null || { echo "needs the Debian package miller"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

printf 'code,quantity\n0x10,.5\n1E3,5.\n' > codes.csv
seen=$(mlr --icsv --ojsonl cat codes.csv | tee codes.json
  python3 -c "
import json
for line in open('codes.json'):
    try:
        print(json.loads(line))
    except ValueError:
        print('not JSON')
")
expected='{"code": 0x10, "quantity": .5}
{"code": 1E3, "quantity": 5.}
not JSON
not JSON'

if [ "$seen" = "$expected" ]; then
  echo "as seen: 0x10, .5 and 5. are written as JSON numbers, which no reader of JSON takes"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
