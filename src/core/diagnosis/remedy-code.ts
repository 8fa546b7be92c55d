/** Configuration to copy, by what it does and for which server. Each piece is complete by itself. */

export const WSGI_WRAPPER = `import contextlib
import socket

def end_websockets_quietly(wsgi_app):
    """Keeps Werkzeug's development server from answering a WebSocket that has already ended."""

    def wrapped(environ, start_response):
        if environ.get('HTTP_UPGRADE', '').lower() != 'websocket' or 'werkzeug.socket' not in environ:
            return wsgi_app(environ, start_response)
        answers = []

        def remember(status, headers, exc_info=None):
            answers.append(status)
            return start_response(status, headers, exc_info)

        body = wsgi_app(environ, remember)
        if not answers or answers[-1].startswith('200'):
            # Werkzeug takes this for a dropped connection, which it is, and writes nothing into it.
            with contextlib.suppress(OSError):
                environ['werkzeug.socket'].shutdown(socket.SHUT_RDWR)
            raise ConnectionError('the WebSocket has ended')
        return body

    return wrapped

socketio = SocketIO(app)
app.wsgi_app = end_websockets_quietly(app.wsgi_app)  # after SocketIO(app)`;

export const EVENTLET = `# pip install eventlet
import eventlet
eventlet.monkey_patch()  # before all other imports

from flask import Flask
from flask_socketio import SocketIO

app = Flask(__name__)
socketio = SocketIO(app, async_mode='eventlet')
socketio.run(app, port=5552)`;

export const GUNICORN_THREADS = `gunicorn --workers 1 --threads 100 --bind 127.0.0.1:5552 app:app`;

export const FLASK_WEBSOCKET = `pip install simple-websocket   # for async_mode='threading'
# or: pip install eventlet
# or: pip install gevent gevent-websocket`;

export const UVICORN_WEBSOCKET = `pip install 'uvicorn[standard]'   # brings a WebSocket library`;

export const NODE_TRANSPORTS = `const io = new Server(httpServer, { transports: ['polling', 'websocket'] });`;

export const FLASK_ORIGINS = `socketio = SocketIO(app, cors_allowed_origins=[
    'http://localhost:3000',  # the page's origin, scheme and port included
])`;

export const PYTHON_ORIGINS = `sio = socketio.AsyncServer(async_mode='asgi', cors_allowed_origins=[
    'http://localhost:3000',  # the page's origin, scheme and port included
])`;

export const NODE_CORS = `const io = new Server(httpServer, {
  cors: { origin: ['http://localhost:3000'], credentials: true },
});`;

export const NGINX_PROXY = `location /socket.io/ {
    proxy_pass http://127.0.0.1:5552;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection "upgrade";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_read_timeout 120s;  # above pingInterval + pingTimeout
}`;

export const NGINX_STICKY = `upstream socket_servers {
    ip_hash;  # one client, one server
    server 127.0.0.1:5552;
    server 127.0.0.1:5553;
}`;

export const NGINX_BODY = `client_max_body_size 10m;`;

export const VITE_PROXY = `// vite.config.js
import { defineConfig } from 'vite';

export default defineConfig({
  server: {
    proxy: { '/socket.io': { target: 'http://127.0.0.1:5552', ws: true } },
  },
});`;

export const FLASK_PINGS = `socketio = SocketIO(app, ping_interval=25, ping_timeout=20)  # seconds`;
export const PYTHON_PINGS = `sio = socketio.AsyncServer(async_mode='asgi', ping_interval=25, ping_timeout=20)  # seconds`;
export const NODE_PINGS = `const io = new Server(httpServer, { pingInterval: 25_000, pingTimeout: 20_000 });  // milliseconds`;

export const FLASK_SIZE = `socketio = SocketIO(app, max_http_buffer_size=10_000_000)  # bytes`;
export const PYTHON_SIZE = `sio = socketio.AsyncServer(async_mode='asgi', max_http_buffer_size=10_000_000)  # bytes`;
export const NODE_SIZE = `const io = new Server(httpServer, { maxHttpBufferSize: 1e7 });  // bytes`;

export const FLASK_PATH = `socketio = SocketIO(app, path='/socket.io')  # the client: io(url, { path: '/socket.io' })`;
export const PYTHON_PATH = `app = socketio.ASGIApp(sio, socketio_path='socket.io')  # the client: io(url, { path: '/socket.io' })`;
export const NODE_PATH = `const io = new Server(httpServer, { path: '/socket.io/' });  // the client: io(url, { path: '/socket.io/' })`;

export const NODE_EIO3 = `const io = new Server(httpServer, { allowEIO3: true });  // lets clients of Socket.IO 2 in`;
export const PYTHON_VERSIONS = `# JavaScript client 2.x:       pip install "Flask-SocketIO<5" "python-socketio<5" "python-engineio<4"
# JavaScript client 3.x, 4.x:  pip install "Flask-SocketIO>=5" "python-socketio>=5" "python-engineio>=4"`;

export const FLASK_ACK = `@socketio.on('connect')
def on_connect():
    emit('connection_ack', {'status': 'connected', 'timestamp': time.time()})`;
export const PYTHON_ACK = `@sio.event
async def connect(sid, environ, auth):
    await sio.emit('connection_ack', {'status': 'connected', 'timestamp': time.time()}, to=sid)`;
export const NODE_ACK = `io.on('connection', (socket) => {
  socket.emit('connection_ack', { status: 'connected', timestamp: Date.now() });
});`;

export const FLASK_REFUSE = `from flask_socketio import ConnectionRefusedError

socketio = SocketIO(app)  # without always_connect=True

@socketio.on('connect')
def on_connect(auth):
    if not is_valid(auth):
        raise ConnectionRefusedError('the reason, which the client gets as connect_error')`;

export const FLASK_NAMESPACE = `@socketio.on('connect', namespace='/chat')
def on_connect():
    pass`;
export const PYTHON_NAMESPACE = `@sio.event(namespace='/chat')
async def connect(sid, environ, auth):
    pass`;
export const NODE_NAMESPACE = `io.of('/chat').on('connection', (socket) => {});`;

export const FLASK_SLEEP = `# In handlers and background tasks, never time.sleep():
socketio.sleep(1)

# Long work does not belong into a handler:
socketio.start_background_task(long_work)`;

export const PYTHON_PACKETS = `from engineio.payload import Payload

Payload.max_decode_packets = 100  # 16 unless set`;

export const NODE_RECOVERY = `const io = new Server(httpServer, {
  connectionStateRecovery: { maxDisconnectionDuration: 10 * 60_000 },
});`;

export const NODE_PARSER = `import parser from 'socket.io-msgpack-parser';

const io = new Server(httpServer, { parser });  // the client: io(url, { parser })`;
