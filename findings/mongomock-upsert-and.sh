#!/usr/bin/env bash
# mongomock 4.3.0 (PyPI) inserts an upserted document without the fields that $and names. MongoDB's manual ("Upsert
# with Operator Expressions") builds the new document from the equality clauses of the query, and $and is one of the
# forms in which they may stand. mongomock keeps {code: "01"} and drops the same clause inside $and. The next upsert
# finds nothing again: in tests a queue gets a new entry with every try, which belongs to nothing, where production
# has one entry.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  mongomock==4.3.0 2>pip.log; } ||
  { echo "cannot run: pip could not install mongomock 4.3.0"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
import mongomock

for query in ({"code": "01", "list": 7}, {"$and": [{"code": "01"}, {"list": 7}]}):
    queue = mongomock.MongoClient().db.queue
    for state in ("pending", "sent"):
        queue.update_one(query, {"$set": {"state": state}}, upsert=True)
    print(list(queue.find({}, {"_id": 0})))
PY
seen=$(v/bin/python ask.py 2>&1) || true
expected="[{'code': '01', 'list': 7, 'state': 'sent'}]
[{'state': 'pending'}, {'state': 'sent'}]"
if [ "$seen" = "$expected" ]; then
  echo 'as seen: mongomock 4.3.0 upserts {$and: [...]} without the fields of the query'
else
  printf 'changed: mongomock 4.3.0 now holds\n%s\n' "$seen"
  exit 1
fi
