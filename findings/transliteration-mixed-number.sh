#!/usr/bin/env bash
# transliteration (npm, 2.6.1): a mixed number loses the gap before its fraction, but not every one: 1½ is
# 11/2 (eleven halves), 2¼ is 21/4, while 1⅝ is "1 5/8 " and 2⅛ "2 1/8 ". The Unicode Standard, 6.2
# (Fraction Slash): a space separates a fraction from the number before it.
# For users: the thickness of a board is more than five times what it was, or right, depending on the
# eighth.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund transliteration@2.6.1 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.mjs <<'JS'
import { transliterate } from 'transliteration';
for (const text of ['1½ in', '2¼ in', '1¾ in', '1⅝ in', '2⅛ in']) console.log(`${text}: ${transliterate(text)}`);
JS
seen=$(node run.mjs)
expected='1½ in: 11/2 in
2¼ in: 21/4 in
1¾ in: 13/4 in
1⅝ in: 1 5/8  in
2⅛ in: 2 1/8  in'

if [ "$seen" = "$expected" ]; then
  echo "as seen: halves and quarters run into the number before, eighths do not"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
