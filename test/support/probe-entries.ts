/** What the background's probes would be answered, asked from Node: real answers of a server, as entries of a recording. */
import { WebSocket } from 'ws';
import type { EntryOf, FactOf } from '../../src/recording/entry.ts';

const HEADERS = ['server', 'content-type', 'access-control-allow-origin', 'via'];
const BODY_LIMIT = 2_000;

type Found = Pick<FactOf<'probe'>, 'outcome'> & Partial<FactOf<'probe'>>;

async function poll(url: string, origin: string | null): Promise<Found> {
  const response = await fetch(url, { headers: origin === null ? {} : { origin } }).catch(() => null);
  if (response === null) return { outcome: 'refused', error: 'ECONNREFUSED' };
  const headers = HEADERS.flatMap((name): [string, string][] => (response.headers.has(name) ? [[name, response.headers.get(name)!]] : []));
  return { outcome: 'answered', status: response.status, body: (await response.text()).slice(0, BODY_LIMIT), headers };
}

function open(url: string): Promise<Found> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url);
    const end = (found: Found) => {
      resolve(found);
      socket.terminate();
    };
    socket.on('message', (data: Buffer) => end({ outcome: 'opened', status: 101, body: data.toString() }));
    socket.on('unexpected-response', (_request, { statusCode = 0 }) => end({ outcome: 'answered', status: statusCode }));
    socket.on('error', () => end({ outcome: 'refused' }));
  });
}

/** One round of handshakes at a server, without an Origin and with a page's, recorded after an entry of this `seq`. */
export async function probeEntries(server: string, origin: string, source: string, seq: number): Promise<EntryOf<'probe'>[]> {
  const address = (transport: string) => `${server}/socket.io/?EIO=4&transport=${transport}`;
  const answers = [
    { question: 'polling', url: address('polling'), origin: null, ...(await poll(address('polling'), null)) },
    { question: 'origin', url: address('polling'), origin, ...(await poll(address('polling'), origin)) },
    { question: 'websocket', url: address('websocket'), origin: null, ...(await open(address('websocket').replace('http', 'ws'))) },
  ] as const;
  const rest = { round: 1, status: null, body: null, headers: [], code: null, tookMs: 1, error: '' };
  return answers.map((answer, index) => ({ kind: 'probe', source, seq: seq + 1 + index, at: Date.now(), ...rest, ...answer }));
}
