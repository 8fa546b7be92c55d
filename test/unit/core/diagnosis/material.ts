/** Recordings in a few words, and what a diagnosis makes of them. */
import { expect } from 'vitest';
import { diagnose } from '../../../../src/core/diagnosis/diagnose.ts';
import { Notebook } from '../../../../src/core/diagnosis/evidence/notebook.ts';
import type { Finding } from '../../../../src/core/entries/finding.ts';
import type { Entry, Fact, FactOf, PacketType, ProbeQuestion } from '../../../../src/core/entries/entry.ts';
import { expectWorded } from './words.ts';
import { closed, connected, handshake, opening } from '../../../support/facts.ts';
import { PAGE_GONE } from '../../../../src/core/entries/why.ts';

/** Facts happen a tenth of a second apart, unless they say `at`. */
export type Told = Fact & { readonly at?: number };
const STEP_MS = 100;
/** A time of day, so that nothing is near zero. */
export const START = 1_700_000_000_000;

export interface Story {
  readonly subject?: 'own' | 'page';
  readonly told: readonly Told[];
  /** How long after the last fact somebody looks. Milliseconds. */
  readonly later?: number;
}

export function recorded(told: readonly Told[]): Entry[] {
  let at = START;
  return told.map((fact, seq) => {
    at = fact.at === undefined ? at + STEP_MS : START + fact.at;
    return { ...fact, source: 'a', seq, at };
  });
}

export function findingsOf({ subject = 'own', told, later = 0 }: Story): Finding[] {
  const entries = recorded(told);
  const notebook = new Notebook();
  for (const entry of entries) notebook.see(entry);
  const now = (entries.at(-1)?.at ?? START) + later;
  const findings = [...diagnose({ source: 'a', subject, entries: notebook.entries(), now }).findings];
  for (const finding of findings) {
    const { id, evidence } = finding;
    expectWorded(finding);
    expect(evidence.length, id).toBeGreaterThan(0);
    for (const { seq, source } of evidence) expect([source, entries[seq]?.seq], id).toEqual(['a', seq]);
  }
  // What a notebook leaves out makes no difference.
  expect(diagnose({ source: 'a', subject, entries, now }).findings.map(({ id }) => id)).toEqual(findings.map(({ id }) => id));
  return findings;
}

/** As `id confidence`, most telling first. */
export const verdict = (story: Story) => findingsOf(story).map(({ id, confidence }) => `${id} ${confidence}`);

export const failed = (changes: Partial<FactOf<'connect-failed'>> = {}): Fact => ({ kind: 'connect-failed', message: 'fetch read error', transport: 'polling', status: null, body: null, ...changes });

export const answered = (status: number, body: string): Fact => failed({ status, body });

export function packet(direction: 'in' | 'out', type: PacketType, changes: Partial<FactOf<'packet'>> = {}): Fact {
  return {
    kind: 'packet', socket: 'own', direction, transport: 'websocket', type, namespace: null, ackId: null, event: '', preview: '',
    bytes: 10, text: null, binary: null, attachments: [], cut: 0, problem: '', answers: null, answeredBy: null, offset: null, ...changes,
  };
}

/** A connection of ours that stands. */
export const up = (): Told[] => [opening(), handshake(), connected()];
/** One that stood, and ended by itself. */
export const lived = (changes: Partial<FactOf<'closed'>> = {}): Told[] => [...up(), closed({ livedMs: 60_000, ...changes })];
/** One that never stood. */
export const brief = (changes: Partial<FactOf<'closed'>> = {}): Told[] => [opening(), handshake(), closed({ stood: false, code: 1005, ...changes })];
export const thrice = (told: readonly Told[]): Told[] => [...told, ...told, ...told];

export const OPEN = '0{"sid":"abc","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
export const OPEN_WITHOUT_UPGRADES = OPEN.replace('"websocket"', '');

export function probe(question: ProbeQuestion, changes: Partial<FactOf<'probe'>> = {}): Fact {
  return { kind: 'probe', round: 1, question, url: 'http://shop.test/socket.io/', origin: null, outcome: 'refused', status: null, body: null, headers: [], code: null, tookMs: 5, error: '', redirects: [], ...changes };
}
export const probeAnswered = (question: ProbeQuestion, status: number, body: string, changes: Partial<FactOf<'probe'>> = {}): Fact =>
  probe(question, { outcome: 'answered', status, body, ...changes });
export const pollingWorks = probeAnswered('polling', 200, OPEN);
export const websocketWorks = probe('websocket', { outcome: 'opened', body: OPEN });

const SOCKET_URL = 'ws://shop.test/socket.io/?EIO=4&transport=websocket';
export const POLL_URL = 'http://shop.test/socket.io/?EIO=4&transport=polling';

/** The page opens a socket, by WebSocket unless `url` says otherwise. */
export const pageOpens = (socket: string, changes: Partial<FactOf<'socket-opened'>> = {}): Fact => ({
  kind: 'socket-opened', socket, channel: `c-${socket}`, url: SOCKET_URL, protocol: 'socket.io-4', via: 'hook', madeBy: 'page', maker: 'http://page.test/', ...changes,
});
export const pageCloses = (socket: string, changes: Partial<FactOf<'socket-closed'>> = {}): Fact => ({ kind: 'socket-closed', socket, code: 1006, reason: '', clean: false, goodbye: 'none', blocked: null, ...changes });
export const pageLeaves = (socket: string): Fact => pageCloses(socket, { code: null, reason: PAGE_GONE, clean: null });
export const pageShakes = (socket: string, status: number, statusText: string, responseHeaders: [string, string][] = []): Fact => ({
  kind: 'socket-handshake', socket, method: 'GET', status, statusText, requestHeaders: [], responseHeaders,
});
export const navigation: Fact = { kind: 'navigation', tabId: 1, url: 'http://page.test/', refresh: true, phase: '', sid: null, upMs: null };

/** A page's connection that stands. */
export function pageUp(socket: string, changes: Partial<FactOf<'socket-opened'>> = {}): Told[] {
  const transport = changes.url?.includes('polling') === true ? 'polling' : 'websocket';
  return [
    pageOpens(socket, changes),
    packet('in', 'open', { socket, transport, text: OPEN }),
    packet('out', 'connect', { socket, transport, namespace: '/', text: '40' }),
    packet('in', 'connect', { socket, transport, namespace: '/', text: '40{"sid":"s"}' }),
  ];
}
