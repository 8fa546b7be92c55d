/** A server of HTTP on a port of this machine, as the tests start and stop it. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Service {
  readonly url: string;
  close(): Promise<void>;
}

/** Has `server` listen, on a free port unless one is named. */
export async function serve(server: Server, port = 0): Promise<Service> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
