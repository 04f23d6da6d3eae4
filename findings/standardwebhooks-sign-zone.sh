#!/usr/bin/env bash
# standardwebhooks 1.1.0 (PyPI) signs another second than the given one when the time has a zone other than UTC.
# The specification signs id.timestamp.payload, timestamp being "integer unix timestamp (seconds since epoch)". sign()
# replaces the zone by UTC instead of converting: 12:00 in Chicago is signed as 12:00 UTC, six hours earlier. The npm
# package of the same project signs the moment. What a sender signs with local times is refused by every receiver that
# gets the true timestamp beside it.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  standardwebhooks==1.1.0 2>pip.log; } ||
  { echo "cannot run: pip could not install standardwebhooks 1.1.0"; cat pip.log 2>/dev/null; exit 2; }
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts \
  standardwebhooks@1.1.1 >/dev/null ||
  { echo "cannot run: npm could not install standardwebhooks 1.1.1"; exit 2; }

cat > ask.py <<'PY'
from datetime import datetime, timedelta, timezone

from standardwebhooks.webhooks import Webhook

webhook = Webhook("whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0")
noon = datetime(2026, 1, 15, 12, 0, tzinfo=timezone(timedelta(hours=-6)))
print(int(noon.timestamp()), webhook.sign("msg_1", noon, "{}"))
print(int(noon.timestamp()), webhook.sign("msg_1", noon.astimezone(timezone.utc), "{}"))
PY
cat > ask.cjs <<'JS'
const { Webhook } = require('standardwebhooks')
const webhook = new Webhook('whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0')
for (const at of ['2026-01-15T12:00:00Z', '2026-01-15T12:00:00-06:00'])
  console.log(Date.parse(at) / 1000, webhook.sign('msg_1', new Date(at), '{}'))
JS
seen=$({ v/bin/python ask.py && node ask.cjs; } 2>&1) || true
# The first line (Python, 12:00 in Chicago) has the signature of the third (12:00 in UTC).
expected='1768500000 v1,5aisI6coWmBoJsfw0Vd5CZwSvcT+R0pdrR7qDCjPeHs=
1768500000 v1,o1LyiMMXLH2+EhSqSwI+wzW3jMhXI7jA0Q3LWkrSgsY=
1768478400 v1,5aisI6coWmBoJsfw0Vd5CZwSvcT+R0pdrR7qDCjPeHs=
1768500000 v1,o1LyiMMXLH2+EhSqSwI+wzW3jMhXI7jA0Q3LWkrSgsY='
if [ "$seen" = "$expected" ]; then
  echo "as seen: standardwebhooks 1.1.0 (PyPI) signs 12:00-06:00 as if it were 12:00Z"
else
  printf 'changed: standardwebhooks now answers\n%s\n' "$seen"
  exit 1
fi
