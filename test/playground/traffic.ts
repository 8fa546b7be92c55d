/** Twenty minutes of traffic for the Statistics view and the histograms: steady, bursting, answered, and with names that hurt. */
import type { Entry, EntryOf, Fact } from '../../src/core/entries/entry.ts';

type Said = Fact & { at: number };

const MINUTES = 20;

export function traffic(now: number): Said[] {
  const facts: Said[] = [];
  const start = now - MINUTES * 60_000;
  const say = (at: number, changes: Partial<EntryOf<'packet'>>) =>
    facts.push({
      kind: 'packet', at, socket: 'own', direction: 'in', transport: 'websocket', type: 'event', namespace: '/', ackId: null, event: '', preview: '',
      bytes: 48, text: '42["x"]', binary: null, attachments: [], cut: 0, problem: '', answers: null, answeredBy: null, offset: null, ...changes,
    });
  for (let at = start, beat = 0; at < now; at += 500, beat += 1) {
    const busy = 1 + Math.round(4 * Math.sin(beat / 300) ** 2) + (beat % 800 > 760 ? 12 : 0);
    for (let i = 0; i < busy; i += 1) say(at + i * 9, { event: 'price:tick', namespace: '/market', bytes: 90 + (beat % 30) });
    if (beat % 3 === 0) say(at + 20, { event: 'chat', bytes: 120 + beat });
    if (beat % 50 === 0) {
      say(at, { type: 'ping', namespace: null, bytes: 1, text: '2' });
      say(at + 1, { type: 'pong', namespace: null, bytes: 1, text: '3', direction: 'out' });
    }
    if (beat % 40 === 7) say(at, { event: 'presence changed in a room with a rather long name that does not fit', bytes: 700 });
    if (beat % 400 === 9) say(at, { event: '<img src=x onerror=alert(1)> \u202Eevil\u202C', namespace: `/${'n'.repeat(120)}` });
  }
  return [...facts, ...questions(start, now)];
}

/** Events that want an acknowledgement, and get it after some time; the numbers of answers are put right by {@link answered}. */
function questions(start: number, now: number): Said[] {
  const facts: Said[] = [];
  const base = { kind: 'packet' as const, socket: 'own', transport: 'websocket' as const, namespace: '/', preview: '', bytes: 60, text: '42["x"]', binary: null, attachments: [], cut: 0, problem: '', answeredBy: null, offset: null };
  for (let at = start + 300, id = 0; at < now - 5_000; at += 4_000, id += 1) {
    const afterMs = 20 + (id % 17) * 3 + (id % 23 === 0 ? 900 : 0);
    facts.push(
      { ...base, at, direction: 'out', type: 'event', event: 'save', ackId: id, answers: null },
      { ...base, at: at + afterMs, direction: 'in', type: 'ack', event: '', ackId: id, answers: { seq: -1, afterMs, again: false } },
    );
  }
  return facts;
}

/** Entries whose acknowledgements name the event that they answer: only a recorded event has a number. */
export function answered(entries: readonly Entry[]): Entry[] {
  const asked = new Map<number, number>();
  return entries.map((entry) => {
    if (entry.kind !== 'packet' || entry.ackId === null) return entry;
    if (entry.type === 'event') asked.set(entry.ackId, entry.seq);
    return entry.answers === null ? entry : { ...entry, answers: { ...entry.answers, seq: asked.get(entry.ackId) ?? -1 } };
  });
}
