/** The network of another document, over the line to it. */
import type { OrderOf, Report } from '../core/contract/offscreen.ts';
import { answerOf, type Answer, type HttpRequest } from '../core/probing/asker.ts';
import type { Line } from './line.ts';
import type { Network } from '../connection/network.ts';
import { RemoteWebSocket } from './remote-web-socket.ts';

/** `connect` gives the line to the document, for each socket and each request anew. */
export function remoteNetwork(connect: () => Promise<Line>): Network {
  return {
    webSocket: (url) => new RemoteWebSocket(url, connect()),
    request: async (request, signal) => {
      const report = await reportOn({ type: 'request', ...request }, await connect(), signal);
      if (report.type !== 'answered') throw new Error('fetch error');
      return report;
    },
  };
}

/** Puts a question of a diagnosis from the document. Never rejects. */
export async function askRemotely({ signal, ...asked }: HttpRequest, connect: () => Promise<Line>): Promise<Answer> {
  try {
    const report = await reportOn({ type: 'ask', asked }, await connect(), signal);
    if (report.type === 'told') return report.answer;
  } catch {
    // A document that does not come, or a question that was given up: there is no answer.
  }
  return answerOf({ outcome: 'refused' });
}

/** The one report on an order, which `signal` gives up. */
async function reportOn(order: OrderOf<'request' | 'ask'>, line: Line, signal: AbortSignal): Promise<Report> {
  signal.throwIfAborted();
  return new Promise((resolve) => {
    const giveUp = () => channel.post({ type: 'close' });
    const channel = line.begin(order, (answer) => {
      channel.end();
      // The signal may be that of a whole connection, of which this is one of many polls.
      signal.removeEventListener('abort', giveUp);
      resolve(answer);
    });
    signal.addEventListener('abort', giveUp);
  });
}
