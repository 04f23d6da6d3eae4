#!/usr/bin/env bash
# express-idempotency 1.0.6 (npm) calls a request unfinished for ever when its answer ended with res.end(), and
# repeats an answer without its headers. Its README keeps every answer with a status from 200 to 299; the IETF draft
# "The Idempotency-Key HTTP Header Field" ("Enforcement Scenarios") wants the result of the completed operation again.
# After res.end() the second call gets an error, "A previous request is still in progress for this key", though the
# first one was answered: a client that lost that answer never learns what became of its order. A 201 comes back
# without its Location.
set -euo pipefail
for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "cannot run: $tool is missing"; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
timeout 240 npm install --prefix . --silent --no-audit --no-fund --ignore-scripts \
  express-idempotency@1.0.6 express@5.3.0 >/dev/null ||
  { echo "cannot run: npm could not install express-idempotency 1.0.6"; exit 2; }

cat > ask.cjs <<'JS'
const express = require('express')
const { getSharedIdempotencyService, idempotency } = require('express-idempotency')
const app = express()
app.use(express.json(), idempotency())
app.post('/:way', (request, response) => {
  if (getSharedIdempotencyService().isHit(request)) return
  response.status(201).location('/orders/7')
  if (request.params.way === 'end') response.end('order 7')
  else response.send('order 7')
})
app.use((error, _request, response, _next) => response.status(500).send(error.message))
const server = app.listen(0, '127.0.0.1', async () => {
  for (const way of ['send', 'end'])
    for (const time of ['first', 'again']) {
      const answer = await fetch(`http://127.0.0.1:${server.address().port}/${way}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': way },
        body: '{"code":"01"}',
        signal: AbortSignal.timeout(20_000),
      })
      console.log(way, time, answer.status, answer.headers.get('Location'), await answer.text())
    }
  process.exit()
})
JS
seen=$(NODE_ENV=test timeout 50 node ask.cjs 2>&1) || true
expected='send first 201 /orders/7 order 7
send again 201 null order 7
end first 201 /orders/7 order 7
end again 500 null A previous request is still in progress for this key.'
if [ "$seen" = "$expected" ]; then
  echo "as seen: express-idempotency 1.0.6 drops Location, and blocks a key after res.end()"
else
  printf 'changed: express-idempotency 1.0.6 now answers\n%s\n' "$seen"
  exit 1
fi
