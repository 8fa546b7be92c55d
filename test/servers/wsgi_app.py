"""A python-socketio server for a WSGI server, for tests: `gunicorn wsgi_app:app`."""
import socketio

# A worker that waits for something to send gives up after about both together, and is free for another request.
server = socketio.Server(async_mode='threading', cors_allowed_origins='*', ping_interval=1, ping_timeout=1)
app = socketio.WSGIApp(server)


@server.event
def connect(sid, environ, auth):
    server.emit('connection_ack', {'status': 'connected', 'sid': sid}, to=sid)
