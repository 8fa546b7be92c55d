"""Relays Python's log lines to Socket.IO clients, and never breaks the application that logs them.

    logging.getLogger().addHandler(SocketIOLogHandler(socketio))
"""
import itertools
import logging
import sys
import threading
from datetime import datetime, timezone


class SocketIOLogHandler(logging.Handler):
    def __init__(self, socketio, event='log_message', level=logging.NOTSET):
        super().__init__(level)
        self.socketio = socketio
        self.event = event
        self.numbers = itertools.count(1)
        self.this_thread = threading.local()

    def emit(self, record):
        # Emitting makes Socket.IO and Engine.IO log, and other things may log on its way. Relaying those lines too
        # would never end. The first two print theirs themselves.
        if record.name.partition('.')[0] in ('socketio', 'engineio'):
            return
        if getattr(self.this_thread, 'is_relaying', False):
            self.fall_back(record)
            return
        self.this_thread.is_relaying = True
        try:
            self.socketio.emit(self.event, self.line(record))
        except Exception:
            self.fall_back(record)
        finally:
            self.this_thread.is_relaying = False

    def line(self, record):
        line = {
            'timestamp': datetime.fromtimestamp(record.created, timezone.utc).isoformat(timespec='milliseconds'),
            'level': record.levelname.lower(),
            'logger': record.name,
            'module': record.module,
            'message': record.getMessage(),
            'n': next(self.numbers),  # Whoever reads the lines can tell that one is missing.
        }
        if record.exc_info:
            line['exception'] = logging.Formatter().formatException(record.exc_info)
        return line

    def fall_back(self, record):
        try:
            print(f'{record.levelname} {record.name}: {self.format(record)}', file=sys.stderr, flush=True)
        except Exception:
            self.handleError(record)
