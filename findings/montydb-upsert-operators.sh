#!/usr/bin/env bash
# montydb 2.5.6 (PyPI) writes {} into the field of an upserted document that the query gave as $eq or as a range.
# MongoDB's manual ("Upsert with Operator Expressions"): the new document takes the equality clauses, and "Comparison
# operations from the <query> will not be included". Here {code: {$eq: "01"}} inserts code: {}, and {tries: {$lt: 5}}
# inserts tries: {}. The document is not found by the same query, so each try makes another one.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  montydb==2.5.6 pymongo==4.20.1 2>pip.log; } ||
  { echo "cannot run: pip could not install montydb 2.5.6"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
import montydb

client = montydb.MontyClient(":memory:")
for number, query in enumerate(({"code": "01"}, {"code": {"$eq": "01"}}, {"tries": {"$lt": 5}})):
    queue = client.db[f"queue{number}"]
    for state in ("pending", "sent"):
        queue.update_one(query, {"$set": {"state": state}}, upsert=True)
    print([{name: value for name, value in found.items() if name != "_id"} for found in queue.find()])
PY
seen=$(v/bin/python -W ignore ask.py 2>&1) || true
expected="[{'code': '01', 'state': 'sent'}]
[{'code': {}, 'state': 'pending'}, {'code': {}, 'state': 'sent'}]
[{'tries': {}, 'state': 'pending'}, {'tries': {}, 'state': 'sent'}]"
if [ "$seen" = "$expected" ]; then
  echo 'as seen: montydb 2.5.6 upserts {code: {$eq: "01"}} as code: {}'
else
  printf 'changed: montydb 2.5.6 now holds\n%s\n' "$seen"
  exit 1
fi
