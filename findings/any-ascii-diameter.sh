#!/usr/bin/env bash
# any-ascii (npm, 0.3.3): the sign for a diameter becomes the digit 0, so "⌀12" is "012", the text of
# another code or size. Its README: symbols are "converted based on their meaning or appearance". That of
# "not equal" becomes "=", that of "not an element of" the letter "E": the opposite, or a word.
# For users: "⌀12 bar" and "012 bar" are one name in a system that takes ASCII only.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund any-ascii@0.3.3 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.mjs <<'JS'
import anyAscii from 'any-ascii';
console.log(['⌀12 bar', '∅12', 'A ≠ B', 'A ∉ B'].map((text) => `${text}: ${anyAscii(text)}`).join('\n'));
JS
seen=$(node run.mjs)
expected='⌀12 bar: 012 bar
∅12: 012
A ≠ B: A = B
A ∉ B: A E B'

if [ "$seen" = "$expected" ]; then
  echo "as seen: ⌀12 is 012, and ≠ is ="
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
