#!/usr/bin/env bash
# sift 17.1.4 (npm) compares dates with numbers, which MongoDB does not. MongoDB's manual ("Type Bracketing"): a
# comparison applies to values of the operand's BSON type. {due: {$lte: <ms>}} finds no document whose due is a Date,
# and {due: {$ne: <ms>}} finds all of them. sift, "MongoDB queries in JavaScript", turns dates into milliseconds
# first, though its README asks for a Date in the query. A queue that asks with Date.now() instead of new Date()
# passes its tests and sends nothing in production.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts \
  sift@17.1.4 mingo@7.2.7 >/dev/null ||
  { echo "cannot run: npm could not install sift 17.1.4 and mingo 7.2.7"; exit 2; }

cat > ask.mjs <<'JS'
import { Query } from 'mingo'
import sift from 'sift'
const now = Date.parse('2026-11-28T12:00:00Z')
const queue = [{ _id: 'due', due: new Date(now) }]
for (const query of [{ due: { $lte: now } }, { due: now }, { due: { $ne: now } }])
  console.log('sift', queue.filter(sift(query)).length, 'mingo', new Query(query).find(queue).all().length)
JS
seen=$(node ask.mjs 2>&1) || true
expected='sift 1 mingo 0
sift 1 mingo 0
sift 0 mingo 1'
if [ "$seen" = "$expected" ]; then
  echo 'as seen: sift 17.1.4 finds a Date with a number, mingo 7.2.7 as MongoDB does not'
else
  printf 'changed: now\n%s\n' "$seen"
  exit 1
fi
