#!/usr/bin/env bash
# engine.io-client 6.6.8 (Node 20), by polling. A cache that leaves the query out of its key answers every poll with the first
# answer of that path, which is an OPEN packet. Each such answer is a valid one to a handshake. The client takes the second and all
# further ones for a handshake again: it tells `handshake` each time, takes the id over, and polls again at once, without pause or
# error and with readyState "open" throughout. Seen: 600 requests in two seconds of one client on a busy machine, and no `error` nor `close`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund engine.io-client@6.6.8 >/dev/null
cat > play.mjs <<'JS'
import { createServer } from 'node:http';
import { Socket } from 'engine.io-client';

const OPEN = '0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
let requests = 0;
const server = createServer((request, response) => {
  requests += 1;
  response.writeHead(200, { 'content-type': 'text/plain; charset=UTF-8' }).end(OPEN);
}).listen(0, '127.0.0.1', () => {
  const client = new Socket(`http://127.0.0.1:${server.address().port}`, { transports: ['polling'] });
  const told = { handshake: 0, error: 0, close: 0 };
  for (const name of Object.keys(told)) client.on(name, () => (told[name] += 1));
  setTimeout(() => {
    const { readyState } = client;
    console.log(JSON.stringify({ requests, readyState, ...told }));
    process.exit(requests > 100 && told.handshake > 100 && told.error === 0 && told.close === 0 && readyState === 'open' ? 0 : 1);
  }, 2_000);
});
JS
if node play.mjs; then
  echo 'As described: every repeated OPEN is a handshake again, and the next poll leaves at once.'
else
  echo 'Changed: engine.io-client no longer behaves as described above.' >&2
  exit 1
fi
