#!/usr/bin/env bash
# arrow 1.4.0 (PyPI) leaves the second of the two hours out of a span_range, and floor() moves a time of it back by an
# hour. Its documentation has span_range as "an iterator of tuples, each Arrow objects, representing a series of
# timespans between two inputs" and floor as the floor of the time's own span. On 1 November 2026 in America/Chicago the
# hour from 1 to 2 comes twice. A sync that asks hour by hour for what was changed never asks for 07:00Z to 08:00Z, and
# 01:30 CST rounded down to the minute is 01:30 CDT, an hour that was asked for already.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  arrow==1.4.0 python-dateutil==2.9.0.post0 tzdata==2026.6 2>pip.log; } ||
  { echo "cannot run: pip could not install arrow 1.4.0"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
import arrow

zone = "America/Chicago"
start, end = (arrow.get(f"2026-11-01T0{hour}:00Z").to(zone) for hour in (5, 8))
for first, _ in arrow.Arrow.span_range("hour", start, end):
    print(first.isoformat(), first.to("UTC").format("HH:mm"))
late = arrow.get("2026-11-01T07:30Z").to(zone)
print(late.isoformat(), late.floor("minute").isoformat())
PY
seen=$(v/bin/python ask.py 2>&1) || true
expected='2026-11-01T00:00:00-05:00 05:00
2026-11-01T01:00:00-05:00 06:00
2026-11-01T02:00:00-06:00 08:00
2026-11-01T01:30:00-06:00 2026-11-01T01:30:00-05:00'
if [ "$seen" = "$expected" ]; then
  echo "as seen: arrow 1.4.0 has no span for 07:00Z to 08:00Z, and floors 01:30-06:00 to 01:30-05:00"
else
  printf 'changed: arrow 1.4.0 now answers\n%s\n' "$seen"
  exit 1
fi
