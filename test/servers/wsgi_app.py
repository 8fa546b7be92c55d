"""A python-socketio server for a WSGI server, for tests: `gunicorn wsgi_app:app`."""
import socketio

# A worker that holds a poll is free again with the next ping.
server = socketio.Server(async_mode='threading', cors_allowed_origins='*', ping_interval=2, ping_timeout=2)
app = socketio.WSGIApp(server)


@server.event
def connect(sid, environ, auth):
    server.emit('connection_ack', {'status': 'connected', 'sid': sid}, to=sid)
