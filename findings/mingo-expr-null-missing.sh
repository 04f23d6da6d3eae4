#!/usr/bin/env bash
# mingo 7.2.7 (npm) mixes up null, missing and arrays in $expr. MongoDB's aggregation compares the whole value
# ("Comparison/Sort Order"): a missing field is not null, an array is not its element, and both sort beside numbers,
# missing below and arrays above. {$expr: {$eq: ["$a", null]}} finds the null alone; here also the missing field and
# [null]. {$expr: {$lt: ["$a", 6]}} finds null and the missing field too; here neither. Its README lists "Differences
# from MongoDB" without these, and has useStrictMode on ("enforces strict MongoDB compatibility"). A filter that was
# tried with mingo selects other entries of a queue in production.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts mingo@7.2.7 >/dev/null ||
  { echo "cannot run: npm could not install mingo 7.2.7"; exit 2; }

cat > ask.mjs <<'JS'
import { Query } from 'mingo'
const entries = [{ _id: 'null', a: null }, { _id: 'missing' }, { _id: '[null]', a: [null] }, { _id: '5', a: 5 }]
for (const expression of [{ $eq: ['$a', null] }, { $lt: ['$a', 6] }])
  console.log(...new Query({ $expr: expression }).find(entries).all().map((entry) => entry._id))
JS
seen=$(node ask.mjs 2>&1) || true
expected='null missing [null]
5'
if [ "$seen" = "$expected" ]; then
  echo 'as seen: mingo 7.2.7 finds the missing field for {$expr: {$eq: ["$a", null]}}'
else
  printf 'changed: mingo 7.2.7 now finds\n%s\n' "$seen"
  exit 1
fi
