#!/usr/bin/env bash
# qbwc-kit 0.1.3 (PyPI) drops the element name of the records of an answer, so an ItemQuery no longer says what is
# what. In qbXML the type of an item is only in that name: ItemQueryRs holds ItemServiceRet, ItemInventoryRet,
# ItemGroupRet ... (choice of Intuit's qbxmlops schema). qbwc-kit's README calls its parser "status-aware" and hands
# out "records"; a record is the inside alone. Who asks whether a name is free cannot tell a service item from any
# other kind.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  qbwc-kit==0.1.3 2>pip.log; } ||
  { echo "cannot run: pip could not install qbwc-kit 0.1.3"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
from qbwc_kit.qbxml import parse_response

answer = parse_response("""<?xml version="1.0" ?><QBXML><QBXMLMsgsRs>
<ItemQueryRs requestID="1" statusCode="0" statusSeverity="Info" statusMessage="Status OK">
<ItemServiceRet><ListID>1-1</ListID><FullName>Concrete</FullName></ItemServiceRet>
<ItemInventoryRet><ListID>2-1</ListID><FullName>Lumber</FullName></ItemInventoryRet>
</ItemQueryRs></QBXMLMsgsRs></QBXML>""")
response = answer.first()
print(response.name, response.entity)
for record in response.records:
    print(record)
print("ItemInventoryRet" in repr(answer))
PY
seen=$(v/bin/python ask.py 2>&1) || true
expected="ItemQueryRs Item
{'ListID': '1-1', 'FullName': 'Concrete'}
{'ListID': '2-1', 'FullName': 'Lumber'}
False"
if [ "$seen" = "$expected" ]; then
  echo "as seen: qbwc-kit 0.1.3 returns the records of an ItemQuery without their type"
else
  printf 'changed: qbwc-kit 0.1.3 now answers\n%s\n' "$seen"
  exit 1
fi
