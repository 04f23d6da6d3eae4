#!/usr/bin/env bash
# prom-client 15.1.3 (npm) labels the bucket up to one second le="1" in the OpenMetrics format too; prometheus_client
# 0.26.0 (PyPI) labels the same bucket le="1.0". OpenMetrics 1.0 ("Considerations: Canonical Numbers") asks exposers
# to write such label values as 0.0, 1.0 ..., because labels are compared as text. Where a service in Node and one in
# Python report the same histogram, sum by (le) has two buckets instead of one, and the quantile over both is wrong,
# unless the Prometheus that reads them rewrites the label.
set -euo pipefail
for tool in node npm python3; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts prom-client@15.1.3 >/dev/null ||
  { echo "cannot run: npm could not install prom-client 15.1.3"; exit 2; }
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  prometheus_client==0.26.0 2>pip.log; } ||
  { echo "cannot run: pip could not install prometheus_client 0.26.0"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.cjs <<'JS'
const { Histogram, Registry } = require('prom-client')
const registry = new Registry(Registry.OPENMETRICS_CONTENT_TYPE)
new Histogram({ name: 'sync_seconds', help: 'Seconds', buckets: [0.5, 1], registers: [registry] }).observe(0.7)
registry.metrics().then((text) => console.log(text.match(/^sync_seconds_bucket.*$/gm).join('\n')))
JS
cat > ask.py <<'PY'
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.openmetrics.exposition import generate_latest

registry = CollectorRegistry()
Histogram("sync_seconds", "Seconds", buckets=(0.5, 1), registry=registry).observe(0.7)
for line in generate_latest(registry).decode().splitlines():
    if line.startswith("sync_seconds_bucket"):
        print(line)
PY
seen=$({ node ask.cjs && v/bin/python ask.py; } 2>&1) || true
expected='sync_seconds_bucket{le="0.5"} 0
sync_seconds_bucket{le="1"} 1
sync_seconds_bucket{le="+Inf"} 1
sync_seconds_bucket{le="0.5"} 0.0
sync_seconds_bucket{le="1.0"} 1.0
sync_seconds_bucket{le="+Inf"} 1.0'
if [ "$seen" = "$expected" ]; then
  echo 'as seen: prom-client 15.1.3 writes le="1", prometheus_client 0.26.0 le="1.0"'
else
  printf 'changed: now\n%s\n' "$seen"
  exit 1
fi
