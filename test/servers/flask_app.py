"""A Flask-SocketIO server after the report that this project began with, for tests. See --help."""
import argparse

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument('--port', type=int, required=True)
parser.add_argument('--mode', choices=['threading', 'eventlet'], default='threading')
parser.add_argument('--cors', default='*', help='cors_allowed_origins; an empty text means the same origin only')
parser.add_argument('--ping-interval', type=float, default=30)
parser.add_argument('--ping-timeout', type=float, default=120)
parser.add_argument('--always-connect', action='store_true')
parser.add_argument('--log-every', type=float, default=0, metavar='SECONDS', help='write a log line this often; 0 for never')
parser.add_argument('--no-ack', action='store_true', help='never emit connection_ack')
parser.add_argument('--answer', choices=['ack', 'event', 'both'], default='ack', help='how heartbeat_test is answered')
parser.add_argument('--refuse', metavar='MESSAGE', help='refuse every connection with this message')
parser.add_argument('--relay-engine', action='store_true', help='relay what Engine.IO itself logs as an error')
parser.add_argument('--break-relay', action='store_true', help='make every attempt to relay a log line log, then fail')
args = parser.parse_args()

if args.mode == 'eventlet':
    import eventlet

    # This must come before anything that imports sockets, threads or locks.
    eventlet.monkey_patch()

import logging
from datetime import datetime, timezone

from flask import Flask, request
from flask_socketio import ConnectionRefusedError, SocketIO, emit

from socketio_log_handler import SocketIOLogHandler

app = Flask(__name__)
# Relayed like the application's own lines, but for those about each packet, of which relaying makes more.
engine_logger = logging.getLogger('app.engineio')
engine_logger.setLevel(logging.ERROR)
socketio = SocketIO(
    app,
    cors_allowed_origins=args.cors or None,
    logger=False,
    engineio_logger=engine_logger if args.relay_engine else False,
    ping_timeout=args.ping_timeout,
    ping_interval=args.ping_interval,
    async_mode=args.mode,
    manage_session=False,
    always_connect=args.always_connect,
    transports=['websocket', 'polling'],
)
logger = logging.getLogger('app')


class BrokenRelay:
    """Stands in for a Socket.IO server that cannot emit, and that logs about it, as real ones do."""

    def emit(self, event, line):
        logger.warning('inside the relay of: %s', line['message'])
        raise RuntimeError('the relay is broken')


logging.getLogger().addHandler(SocketIOLogHandler(BrokenRelay() if args.break_relay else socketio))
logging.getLogger().setLevel(logging.INFO)
# The development server logs each request, and each poll is one: relaying those would cause the next.
logging.getLogger('werkzeug').setLevel(logging.ERROR)


def now():
    return datetime.now(timezone.utc).isoformat(timespec='milliseconds')


@app.route('/')
def index():
    return '<!doctype html><html lang="en"><title>Flask test server</title><h1>Flask test server</h1></html>'


@socketio.on('connect')
def on_connect():
    if args.refuse is not None:
        raise ConnectionRefusedError(args.refuse)
    logger.info('client connected: %s', request.sid)
    if not args.no_ack:
        ack = {'status': 'connected', 'timestamp': now(), 'sid': request.sid}
        emit('connection_ack', {**ack, 'message': 'Welcome. The server has registered this connection.'})


@socketio.on('heartbeat_test')
def on_heartbeat(payload):
    seq, sent = payload.get('seq'), payload.get('timestamp')
    if args.answer != 'ack':
        emit('heartbeat_response', {'seq': seq, 'timestamp': sent, 'server_timestamp': now()})
    if args.answer != 'event':
        return {'timestamp': now(), 'seq': seq, 'client_timestamp': sent}


@socketio.on('write_log')
def on_write_log(message):
    logger.info('%s', message)


@socketio.on('fail')
def on_fail(*_):
    raise ValueError('this handler always fails')


@socketio.on_error_default
def on_error(error):
    # A refusal comes here as well. Swallowed, it would let the client in; answered with False, it would lose its message.
    if isinstance(error, ConnectionRefusedError):
        raise error
    logger.error('a handler failed: %s', error, exc_info=error)
    return False


def write_log_lines():
    while True:
        socketio.sleep(args.log_every)
        logger.info('still here')


if args.log_every > 0:
    socketio.start_background_task(write_log_lines)
# Werkzeug's development server insists on being told that it may serve without a terminal; eventlet knows no such option.
server_options = {'allow_unsafe_werkzeug': True} if args.mode == 'threading' else {}
socketio.run(app, host='127.0.0.1', port=args.port, debug=False, use_reloader=False, log_output=False, **server_options)
