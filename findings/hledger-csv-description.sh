#!/usr/bin/env bash
# hledger (Debian package hledger, seen with 1.25): from CSV a description with a semicolon or an
# exclamation mark in front is written by print as it is, and is another one when that journal is read:
# "plywood; CDX" is plywood with a comment, "! urgent" is urgent, pending. Its manual on import --dry-run:
# "valid journal format, like the print command, so you can re-parse it".
# For users: half of the name of an item is gone from reports after import, or a posting is pending that
# nobody marked.
set -euo pipefail
command -v hledger > /dev/null || { echo "needs the Debian package hledger"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > bank.csv <<'CSV'
2026-01-15,plywood; CDX,-5.00
2026-01-16,! urgent,-7.00
CSV
cat > bank.rules <<'RULES'
fields date,description,amount
currency $
account1 assets:checking
account2 expenses:06-100
RULES
hledger --rules-file bank.rules -f bank.csv print > bank.journal
seen=$(hledger --rules-file bank.rules -f bank.csv descriptions
  hledger -f bank.journal descriptions
  hledger -f bank.journal descriptions --pending)
expected='! urgent
plywood; CDX
plywood
urgent
urgent'

if [ "$seen" = "$expected" ]; then
  echo "as seen: plywood; CDX becomes plywood, and ! urgent becomes urgent and pending"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
