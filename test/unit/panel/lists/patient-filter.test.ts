import { describe, expect, it } from 'vitest';
import { parseMessageFilter } from '../../../../src/panel/lists/message-filter.ts';
import { PatientFilter } from '../../../../src/panel/lists/patient-filter.ts';
import { packetEntry } from '../../views/samples.ts';

const row = { entry: packetEntry(0), ack: null, sources: ['connection'] };

/** A filter on whose clock each look takes 800 ms. */
function slow(query: string): PatientFilter {
  const parsed = parseMessageFilter(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  let now = 0;
  return new PatientFilter(parsed.value, () => (now += 800));
}

describe('a patient filter', () => {
  it('gives up on a pattern after two seconds, and not before', () => {
    const filter = slow('hello /h.l+o/');
    expect([filter.empty, filter.text, filter.patterns]).toEqual([false, 'hello /h.l+o/', ['“/h.l+o/”']]);
    filter.begin();
    expect([filter.matches(row), filter.matches(row), filter.gaveUp]).toEqual([true, true, false]);
    filter.begin();
    expect([filter.matches(row), filter.matches(row), filter.matches(row), filter.gaveUp]).toEqual([true, true, false, true]);
  });

  it('has all the time for plain words', () => {
    const filter = slow('hello event:chat "/h.l+o/" event:/h/');
    expect(filter.patterns).toEqual([]);
    filter.begin();
    for (let count = 0; count < 100; count += 1) filter.matches(row);
    expect(filter.gaveUp).toBe(false);
  });
});
