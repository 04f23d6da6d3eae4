#!/usr/bin/env bash
# Ledger (Debian package ledger, seen with 3.3.0): ledger csv escapes a quotation mark with a backslash. RFC
# 4180, section 2, 7 wants it doubled, and readers of CSV take the backslash for text: with 1/2" plywood,
# CDX as payee the row has one column more, and the amount stands under another heading. The manual page:
# "Useful for exporting data to a spreadsheet".
# For users: every row with inches and a comma is shifted by one; sums of the column are short by those
# rows.
set -euo pipefail
command -v python3 > /dev/null || { echo "needs python3"; exit 2; }
command -v ledger > /dev/null || { echo "needs the Debian package ledger"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > books.ledger <<'LEDGER'
2026/01/15 1/2" plywood, CDX
    Expenses:06-100    $1250.50
    Assets:Checking
2026/01/16 Nails
    Expenses:06-200    $12.50
    Assets:Checking
LEDGER
seen=$(ledger --args-only -f books.ledger csv Expenses | tee books.csv
  python3 -c "import csv; print(*[row[5] for row in csv.reader(open('books.csv'))])")
expected='"2026/01/15","","1/2\" plywood, CDX","Expenses:06-100","$","1250.5","",""
"2026/01/16","","Nails","Expenses:06-200","$","12.5","",""
$ 12.5'

if [ "$seen" = "$expected" ]; then
  echo "as seen: in the row with inches the column of the amount holds the currency"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
