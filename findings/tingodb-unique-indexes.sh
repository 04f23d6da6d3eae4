#!/usr/bin/env bash
# tingodb 0.6.1 (npm) does not enforce a unique index of two fields, and takes 1 and "1" for the same in one of one
# field. Its README: "if we support something it will work exactly the same way" as MongoDB, whose manual ("Unique
# Indexes") has "a unique constraint on compound indexes", and where a number and a string are never the same key. No
# error is raised when the index is made. The code 01 of a list may then stand there twice; with codes as numbers and
# strings one is refused.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts tingodb@0.6.1 >/dev/null ||
  { echo "cannot run: npm could not install tingodb 0.6.1"; exit 2; }

cat > ask.cjs <<'JS'
const { Db } = require('tingodb')({ memStore: true })
const db = new Db('memory', {})
const ask = (collection, method, ...given) =>
  new Promise((resolve, reject) => {
    collection[method](...given, (error, found) => (error ? reject(error) : resolve(found)))
  })

const pair = db.collection('pair')
const single = db.collection('single')
;(async () => {
  await ask(pair, 'ensureIndex', { list: 1, code: 1 }, { unique: true })
  await ask(pair, 'insert', { list: 7, code: '01' })
  await ask(pair, 'insert', { list: 7, code: '01' })
  console.log('the same pair:', await ask(pair, 'count'))
  await ask(single, 'ensureIndex', { code: 1 }, { unique: true })
  await ask(single, 'insert', { code: 1 })
  await ask(single, 'insert', { code: '1' }).catch((error) => console.log('1 and "1":', error.message))
})()
JS
seen=$(timeout 50 node ask.cjs 2>&1) || true
expected='the same pair: 2
1 and "1": duplicate key error index'
if [ "$seen" = "$expected" ]; then
  echo 'as seen: tingodb 0.6.1 keeps a pair twice in a unique index, and refuses "1" beside 1'
else
  printf 'changed: tingodb 0.6.1 now answers\n%s\n' "$seen"
  exit 1
fi
