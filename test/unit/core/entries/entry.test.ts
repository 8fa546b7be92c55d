import { describe, expect, it } from 'vitest';
import { FACT_LENGTH, parseEntry } from '../../../../src/core/entries/entry.ts';

const diagnosis = { source: 'a', seq: 1, at: 2, kind: 'diagnosis', finding: 'connect-refused', state: 'found', confidence: 'certain', evidence: [{ source: 'a', seq: 0 }] };

describe('a recorded diagnosis', () => {
  it('of an earlier version keeps the words that it was recorded in', () => {
    const former = { ...diagnosis, title: 'The application refused the connection' };
    expect(parseEntry(former)).toEqual({ ...former, variant: null, facts: {} });
  });

  it('carries facts within bounds, whatever a file says', () => {
    const parsed = parseEntry({ ...diagnosis, variant: 'wordless', facts: { answer: '🧨'.repeat(500), seconds: 5 } });
    expect(parsed).toMatchObject({ variant: 'wordless', facts: { answer: expect.stringMatching(/^(🧨)+…$/u), seconds: 5 }, title: '' });
    expect((parsed as unknown as { facts: { answer: string } }).facts.answer.length).toBeLessThanOrEqual(FACT_LENGTH);
  });

  it.each([['text'], [{ a: {} }], [{ a: null }], [{ a: Number.NaN }], [Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`f${index}`, index]))]])('with %j for facts is none', (facts) => {
    expect(parseEntry({ ...diagnosis, facts })).toBeUndefined();
  });
});
