/** A page with many sockets that talk, as a background diagnoses it. Runs in a page of the extension. */
import { Diagnoses } from '../../../src/background/diagnosis.ts';
import type { Entry, Fact, FactOf } from '../../../src/core/entries/entry.ts';
import { Recording } from '../../../src/core/session/recording.ts';

const SERVERS = 4;
/** How often views are told, in milliseconds. */
const TOLD_MS = 50;

export interface Traffic {
  readonly sockets: number;
  readonly packets: number;
  readonly seconds: number;
}

const opens = (socket: string, url: string): Fact => ({ kind: 'socket-opened', socket, channel: socket, url, protocol: 'socket.io-4', via: 'har', madeBy: 'page', maker: 'http://page.test/' });

const packet = (socket: string, direction: 'in' | 'out', type: FactOf<'packet'>['type'], text: string): Fact => ({
  kind: 'packet', socket, direction, transport: 'websocket', type, namespace: '/', ackId: null, event: '', preview: '', bytes: text.length, text,
  binary: null, attachments: [], cut: 0, problem: '', answers: null, answeredBy: null, offset: null,
});

/** Has the packets noted evenly over the seconds, with a view open, and returns the milliseconds of each second that it took. */
export async function diagnosisCost({ sockets, packets, seconds }: Traffic): Promise<number> {
  const source = 'tab:1';
  const recording = new Recording(source, Date.now());
  const diagnoses = new Diagnoses({ subjectOf: () => 'page', record: () => {}, onChange: () => {}, now: () => Date.now() });
  let spent = 0;
  const timed = (work: () => void) => {
    const began = performance.now();
    work();
    spent += performance.now() - began;
  };
  const note = (facts: readonly Fact[]) => {
    const entries: Entry[] = facts.map((fact) => recording.append(fact, Date.now()));
    timed(() => entries.forEach((entry) => diagnoses.see(entry)));
  };
  for (let n = 0; n < sockets; n += 1) {
    const socket = String(n);
    note([
      opens(socket, `ws://shop${n % SERVERS}.test/socket.io/?EIO=4&transport=websocket`),
      packet(socket, 'in', 'open', '0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}'),
      packet(socket, 'out', 'connect', '40'),
      packet(socket, 'in', 'connect', '40{"sid":"x"}'),
    ]);
  }
  const began = performance.now();
  for (let noted = 0; noted < packets; ) {
    await new Promise((resolve) => { setTimeout(resolve, TOLD_MS); });
    const due = Math.min(packets, Math.ceil(((performance.now() - began) / 1000 / seconds) * packets));
    note(Array.from({ length: due - noted }, (_, n) => packet(String((noted + n) % sockets), n % 2 === 0 ? 'in' : 'out', 'event', `42["tick",{"n":${noted + n}}]`)));
    noted = due;
    timed(() => diagnoses.shown(source));
  }
  diagnoses.forget(source);
  return spent / ((performance.now() - began) / 1000);
}
