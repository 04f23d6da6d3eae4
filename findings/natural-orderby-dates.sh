#!/usr/bin/env bash
# natural-orderby (npm, 5.0.0): numbers of a list like 03-30-00 are sorted as dates where they could be one
# (month, day, year) and as texts where not. 13-34-19 and 31-23-16 come before 01-10-00, and 01-02-03 after
# 12-05-00. Its README promises the order that a person would choose and speaks of dates in general; an
# array of codes asks for none.
# For users: CSI MasterFormat numbers with hyphens come out in an order that is neither that of the numbers
# nor that of the texts.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund natural-orderby@5.0.0 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.mjs <<'JS'
import { compare } from 'natural-orderby';
const codes = ['01-02-03', '01-10-00', '03-30-00', '12-05-00', '13-34-19', '31-23-16'];
console.log(codes.sort(compare()).join(' '));
JS
seen=$(node run.mjs)
expected='13-34-19 31-23-16 01-10-00 03-30-00 12-05-00 01-02-03'

if [ "$seen" = "$expected" ]; then
  echo "as seen: divisions 13 and 31 come first, then 01, 03, 12, and 01-02-03 last"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
