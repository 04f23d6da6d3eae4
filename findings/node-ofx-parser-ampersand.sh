#!/usr/bin/env bash
# node-ofx-parser (npm, 0.5.1): a properly escaped ampersand comes out escaped three times more: the payee
# "A &amp; B" is read as "A &amp;amp;amp; B", and "&lt;" as "&amp;amp;lt;". OFX 1.6, 2.3.2.1: &amp;, &lt;
# and &gt; in a file stand for &, < and >.
# For users: the payee is matched with no vendor, and each round adds to it.
set -euo pipefail
for tool in node npm; do command -v "$tool" > /dev/null || { echo "needs $tool"; exit 2; }; done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund node-ofx-parser@0.5.1 > /dev/null || { echo "npm could not install"; exit 2; }

cat > run.cjs <<'JS'
const { parse } = require('node-ofx-parser');
const statement = (name) => `OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1
<STATUS><CODE>0<SEVERITY>INFO</STATUS>
<STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>000123456<ACCTID>12345<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260101<DTEND>20260131
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260115<TRNAMT>-12.50<FITID>1<NAME>${name}</STMTTRN>
</BANKTRANLIST>
<LEDGERBAL><BALAMT>1.00<DTASOF>20260131</LEDGERBAL>
</STMTRS></STMTTRNRS></BANKMSGSRSV1>
</OFX>
`;
const payee = (text) => text.OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN.NAME;
console.log(payee(parse(statement('A &amp; B'))));
console.log(payee(parse(statement('4 &lt; 6'))));
console.log(payee(parse(statement('Rebar Co'))));
JS
seen=$(node run.cjs)
expected='A &amp;amp;amp; B
4 &amp;amp;lt; 6
Rebar Co'

if [ "$seen" = "$expected" ]; then
  echo "as seen: A &amp; B is read as A &amp;amp;amp; B"
else
  printf 'changed:\n%s\n' "$seen"
  exit 1
fi
