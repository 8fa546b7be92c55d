import { describe, expect, it } from 'vitest';
import { Probing } from '../../../../src/background/probing.ts';
import { answerOf, type Asker } from '../../../../src/core/probing/asker.ts';
import { parseEntry, type Fact, type FactOf } from '../../../../src/core/entries/entry.ts';
import { closed, connected, intent } from '../../../support/facts.ts';
import { until } from '../../../support/until.ts';

const target = { url: 'http://x:1', path: '/socket.io', query: {} };
const failed: Fact = { kind: 'connect-failed', message: 'websocket error', transport: 'websocket', status: null, body: null };

/** A probing whose server refuses every connection, and what it recorded. */
function refused() {
  const facts: FactOf<'probing' | 'probe'>[] = [];
  const refusal = answerOf({ outcome: 'refused', error: 'ECONNREFUSED' });
  const ask: Asker = { canSetOrigin: false, lower: null, cookies: () => null, request: async () => refusal, openSocket: () => ({ answer: Promise.resolve(refusal), ended: Promise.resolve() }) };
  const probing = new Probing((_source, fact) => facts.push(fact), ask);
  let seq = 0;
  const see = (...seen: Fact[]) => {
    for (const fact of seen) probing.onEntry({ ...fact, source: 'a', seq: (seq += 1), at: seq }, () => target);
  };
  const rounds = () => facts.filter((fact) => fact.kind === 'probing' && fact.state === 'done').length;
  return { probing, facts, see, rounds };
}

describe('a diagnosis on request', () => {
  it('records entries that any context would accept', async () => {
    const { probing, facts } = refused();
    await probing.diagnose('a', target);
    expect(facts.map(({ kind }) => kind)).toEqual(['probing', 'probe', 'probe', 'probe', 'probing']);
    for (const [seq, fact] of facts.entries()) expect(parseEntry({ ...fact, source: 'a', seq, at: 0 })).toMatchObject(fact);
  });

  it('joins one that runs for the same source, and counts rounds', async () => {
    const { probing, facts } = refused();
    await Promise.all([probing.diagnose('a', target), probing.diagnose('a', target), probing.diagnose('b', target)]);
    expect(new Set(facts.map(({ round }) => round))).toEqual(new Set([1, 2]));
    await probing.diagnose('a', target);
    expect(facts.at(-1)!.round).toBe(3);
  });
});

describe('a diagnosis by itself', () => {
  it('comes once per series of failures', async () => {
    const { see, rounds } = refused();
    see(intent(), failed, failed, failed);
    await until(() => rounds() === 1);
    see(failed, closed({ livedMs: 20, stood: false }));
    expect(rounds()).toBe(1);
    see(intent('user'), failed);
    await until(() => rounds() === 2);
    see(intent('policy'), failed);
    expect(rounds()).toBe(2);
  });

  it('comes again after a connection that stood was lost and cannot be made again', async () => {
    const { see, rounds } = refused();
    see(intent(), failed);
    await until(() => rounds() === 1);
    see(connected(), closed({ livedMs: 60_000 }));
    expect(rounds()).toBe(1);
    see(failed);
    await until(() => rounds() === 2);
  });

  it('does not come for a goodbye', () => {
    const { see, facts } = refused();
    see(intent(), connected(), closed({ goodbye: 'server' }), closed({ goodbye: 'client' }));
    expect(facts).toEqual([]);
  });
});
