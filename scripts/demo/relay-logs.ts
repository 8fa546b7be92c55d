/**
 * Relays a server's own log lines to its Socket.IO clients, and never breaks the server that logs them:
 *
 *     const log = relayLogs((line) => io.emit('log_message', line));
 *     log('info', 'shop.orders', 'Order 1042 paid', { order: 1042 });
 */
export interface LogLine {
  timestamp: string;
  level: string;
  logger: string;
  message: string;
  /** Counts the relayed lines from 1, so that whoever reads them can tell that one is missing. */
  n: number;
  [field: string]: unknown;
}

export type Log = (level: string, logger: string, message: string, fields?: Record<string, unknown>) => void;

export function relayLogs(emit: (line: LogLine) => void): Log {
  let relayed = 0;
  let emitting = false;
  return (level, logger, message, fields) => {
    const timestamp = new Date().toISOString();
    const text = `${timestamp} ${level} ${logger}: ${message}\n`;
    // Emitting may itself log, in an adapter for instance. Relaying that line too would never end.
    if (emitting) {
      process.stderr.write(text);
      return;
    }
    emitting = true;
    try {
      emit({ ...fields, timestamp, level, logger, message, n: ++relayed });
    } catch (error) {
      process.stderr.write(`${text}  (not relayed: ${String(error)})\n`);
    } finally {
      emitting = false;
    }
  };
}
