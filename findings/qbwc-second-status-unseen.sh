#!/usr/bin/env bash
# qbwc 0.0.2 (PyPI) looks at the first status of an answer only, and of repeated aggregates it keeps the first.
# A message set has one status for each of its requests (Intuit: "Status codes in response messages"); with
# onError="continueOnError" the first may succeed and the second fail. receiveResponseXML of this package asks
# check_status once and takes the whole set as done. Of the two DataExtRet of an item the second is lost.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  --no-deps qbwc==0.0.2 2>pip.log; } ||
  { echo "cannot run: pip could not install qbwc 0.0.2"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
import glob
import importlib.util

# The package wants Django's settings when it is imported; its parser is a module that stands alone.
(path,) = glob.glob("v/lib/python3*/site-packages/qbwc/parser/parser.py")
spec = importlib.util.spec_from_file_location("qbwc_parser", path)
parser = importlib.util.module_from_spec(spec)
spec.loader.exec_module(parser)

answer = parser.string_to_xml("""<?xml version="1.0" ?><QBXML><QBXMLMsgsRs>
<ItemServiceAddRs requestID="1" statusCode="0" statusSeverity="Info" statusMessage="Status OK">
<ItemServiceRet><ListID>1-1</ListID>
<DataExtRet><DataExtName>Division</DataExtName><DataExtValue>03</DataExtValue></DataExtRet>
<DataExtRet><DataExtName>Phase</DataExtName><DataExtValue>2</DataExtValue></DataExtRet></ItemServiceRet>
</ItemServiceAddRs>
<ItemServiceAddRs requestID="2" statusCode="3140" statusSeverity="Error" statusMessage="Invalid reference"/>
</QBXMLMsgsRs></QBXML>""")
print(parser.check_status(answer))
print(sorted(parser.parse_table_elems(answer, "ItemServiceRet")[0].items()))
PY
seen=$(v/bin/python ask.py 2>&1) || true
expected="Info
[('DataExtRetDataExtName', 'Division'), ('DataExtRetDataExtValue', '03'), ('ListID', '1-1')]"
if [ "$seen" = "$expected" ]; then
  echo "as seen: qbwc 0.0.2 takes a message set as done whose second request failed"
else
  printf 'changed: qbwc 0.0.2 now answers\n%s\n' "$seen"
  exit 1
fi
