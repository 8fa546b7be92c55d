/** The network of another document, over the line to it. */
import type { Report } from '../messaging/offscreen.ts';
import type { Line } from './line.ts';
import type { Network } from './network.ts';
import { RemoteWebSocket } from './remote-web-socket.ts';

/** `connect` gives the line to the document, for each socket and each request anew. */
export function remoteNetwork(connect: () => Promise<Line>): Network {
  return {
    webSocket: (url) => new RemoteWebSocket(url, connect()),
    request: async (request, signal) => {
      const line = await connect();
      signal.throwIfAborted();
      const report = await new Promise<Report>((resolve) => {
        const giveUp = () => channel.post({ type: 'close' });
        const channel = line.begin({ type: 'request', ...request }, (answer) => {
          channel.end();
          // The signal is that of a whole connection, of which this is one of many polls.
          signal.removeEventListener('abort', giveUp);
          resolve(answer);
        });
        signal.addEventListener('abort', giveUp);
      });
      if (report.type !== 'answered') throw new Error('fetch error');
      return report;
    },
  };
}
