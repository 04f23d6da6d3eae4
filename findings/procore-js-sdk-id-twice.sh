#!/usr/bin/env bash
# @procore/js-sdk 4.0.2 (npm) appends the parameter "id" a second time when the path names it.
# Its README promises, in the table under "Example": client.get({ base: '/example/{id}', params: { id: 42 } })
# requests https://app.procore.com/rest/v1.0/example/42. It requests .../example/42/42: a call written as documented
# reads or changes another address. With any other name of the parameter the path is right.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts \
  @procore/js-sdk@4.0.2 >/dev/null ||
  { echo "cannot run: npm could not install @procore/js-sdk 4.0.2"; exit 2; }

cat > ask.cjs <<'JS'
const { client } = require('@procore/js-sdk')
const procore = client({ authorize: () => undefined }, {}, { apiHostname: 'http://127.0.0.1' })
console.log(procore.url({ base: '/cost_codes/{id}', params: { id: 42 } }))
console.log(procore.url({ base: '/cost_codes/{code}', params: { code: 42 } }))
JS
seen=$(node ask.cjs 2>&1) || true
expected='http://127.0.0.1/rest/v1.0/cost_codes/42/42
http://127.0.0.1/rest/v1.0/cost_codes/42'
if [ "$seen" = "$expected" ]; then
  echo "as seen: @procore/js-sdk 4.0.2 makes /cost_codes/42/42 of /cost_codes/{id} with id 42"
else
  printf 'changed: @procore/js-sdk 4.0.2 now answers\n%s\n' "$seen"
  exit 1
fi
