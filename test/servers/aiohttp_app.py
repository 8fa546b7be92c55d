"""A python-socketio server on aiohttp, for tests. See --help."""
import argparse
from datetime import datetime, timezone

import socketio
from aiohttp import web

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument('--port', type=int, required=True)
parser.add_argument('--cors', default='*', help='cors_allowed_origins; an empty text means the same origin only')
parser.add_argument('--ping-interval', type=float, default=25)
parser.add_argument('--ping-timeout', type=float, default=20)
args = parser.parse_args()

server = socketio.AsyncServer(
    async_mode='aiohttp',
    cors_allowed_origins=args.cors or None,
    ping_interval=args.ping_interval,
    ping_timeout=args.ping_timeout,
)


def now():
    return datetime.now(timezone.utc).isoformat(timespec='milliseconds')


@server.event
async def connect(sid, environ, auth):
    await server.emit('connection_ack', {'status': 'connected', 'timestamp': now(), 'sid': sid}, to=sid)


@server.event
async def heartbeat_test(sid, payload):
    return {'timestamp': now(), 'seq': payload.get('seq')}


app = web.Application()
server.attach(app)
web.run_app(app, host='127.0.0.1', port=args.port, print=None)
