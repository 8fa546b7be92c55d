/** A load balancer without sticky sessions: each request goes to the next of its workers. */
import { createServer, request } from 'node:http';
import { serve } from './service.ts';

export interface RoundRobin {
  readonly url: string;
  /** How many Engine.IO handshakes (requests without a session id) came in. */
  readonly handshakes: number;
  close(): Promise<void>;
}

export async function startRoundRobin(ports: readonly number[]): Promise<RoundRobin> {
  let turn = 0;
  let handshakes = 0;
  const server = createServer((incoming, outgoing) => {
    if (incoming.url?.includes('sid=') === false) handshakes += 1;
    const port = ports[turn++ % ports.length];
    const forwarded = request({ host: '127.0.0.1', port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    outgoing.on('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  const service = await serve(server);
  return {
    ...service,
    get handshakes() {
      return handshakes;
    },
  };
}
