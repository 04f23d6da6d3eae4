#!/usr/bin/env bash
# @seald-io/nedb 4.1.2 (npm) does not find documents without the field for {field: null}, and does for $ne: null.
# MongoDB's manual ("Query for Null or Missing Fields"): {item: null} matches documents that contain the field as null
# or not at all, $ne: null those that have it with another value. NeDB's README names where it differs ("API is a
# subset of MongoDB's"; undefined, $regex), not this. The open entries of a queue, {sentAt: null}, are none here, and
# {sentAt: {$ne: null}} has entries that were never sent.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts @seald-io/nedb@4.1.2 >/dev/null ||
  { echo "cannot run: npm could not install @seald-io/nedb 4.1.2"; exit 2; }

cat > ask.mjs <<'JS'
import Datastore from '@seald-io/nedb'
const queue = new Datastore()
await queue.insertAsync([{ _id: 'never' }, { _id: 'null', sentAt: null }, { _id: 'sent', sentAt: new Date(5) }])
for (const query of [{ sentAt: null }, { sentAt: { $in: [null] } }, { sentAt: { $ne: null } }])
  console.log(...(await queue.findAsync(query)).map((entry) => entry._id).sort())
JS
seen=$(node ask.mjs 2>&1) || true
expected='null
null
never sent'
if [ "$seen" = "$expected" ]; then
  echo 'as seen: @seald-io/nedb 4.1.2 does not find a missing field for {field: null}'
else
  printf 'changed: @seald-io/nedb 4.1.2 now finds\n%s\n' "$seen"
  exit 1
fi
