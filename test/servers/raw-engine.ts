/** A WebSocket server that speaks Engine.IO 4 by hand, for what no real server library can be made to do. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export interface RawEngine {
  readonly url: string;
  /** How many WebSockets were opened so far. */
  readonly opened: number;
  close(): Promise<void>;
}

const OPEN = { upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 };

/** Sends the OPEN packet, then hands each further message (a packet such as `40`) to `onPacket`. */
export async function startRawEngine(onPacket: (packet: string, socket: WebSocket) => void, open: Partial<typeof OPEN> = {}): Promise<RawEngine> {
  const http = createServer((_request, response) => response.writeHead(426).end());
  const server = new WebSocketServer({ server: http });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  let opened = 0;
  server.on('connection', (socket) => {
    opened += 1;
    socket.send(`0${JSON.stringify({ sid: `raw-${opened}`, ...OPEN, ...open })}`);
    socket.on('message', (data: Buffer) => onPacket(data.toString(), socket));
  });
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    get opened() {
      return opened;
    },
    close: async () => {
      const closed = once(http, 'close');
      server.close();
      http.close();
      for (const socket of server.clients) socket.terminate();
      // A client that is just coming back has a request under way, for which the server would wait.
      http.closeAllConnections();
      await closed;
    },
  };
}
