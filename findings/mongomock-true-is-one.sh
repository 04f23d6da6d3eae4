#!/usr/bin/env bash
# mongomock 4.3.0 (PyPI) takes true and 1 for the same value, in queries and in unique indexes. MongoDB compares by
# BSON type first ("Comparison/Sort Order": Boolean is another bracket than numbers): {done: true} does not find done:
# 1, and both may stand beside each other in a unique index. mongomock compares as Python does. A flag that one
# program writes as 1 and another as true is found in tests and not in production.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  mongomock==4.3.0 montydb==2.5.6 pymongo==4.20.1 2>pip.log; } ||
  { echo "cannot run: pip could not install mongomock 4.3.0 and montydb 2.5.6"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
import mongomock
import montydb

for name, client in (("mongomock", mongomock.MongoClient()), ("montydb", montydb.MontyClient(":memory:"))):
    queue = client.db.queue
    queue.insert_many([{"_id": "flag", "done": True}, {"_id": "number", "done": 1}])
    print(name, *sorted(found["_id"] for found in queue.find({"done": True})))
unique = mongomock.MongoClient().db.unique
unique.create_index("key", unique=True)
unique.insert_one({"key": 1})
try:
    unique.insert_one({"key": True})
except mongomock.DuplicateKeyError as error:
    print(str(error).split(",")[0])
PY
seen=$(v/bin/python -W ignore ask.py 2>&1) || true
expected='mongomock flag number
montydb flag
E11000 Duplicate Key Error'
if [ "$seen" = "$expected" ]; then
  echo 'as seen: mongomock 4.3.0 finds done: 1 for {done: true}'
else
  printf 'changed: now\n%s\n' "$seen"
  exit 1
fi
