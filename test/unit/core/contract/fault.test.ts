import fc from 'fast-check';
import { expect, it } from 'vitest';
import { errorLine, withFault, type Fault } from '../../../../src/core/contract/fault.ts';

it('one that happens again is counted and is the newest', () => {
  const seen = [
    { at: 1, where: 'archive', what: 'a' },
    { at: 2, where: 'panel', what: 'a' },
    { at: 3, where: 'archive', what: 'a' },
  ] as const;
  expect(seen.reduce<readonly Fault[]>(withFault, [])).toEqual([
    { at: 2, where: 'panel', what: 'a', times: 1 },
    { at: 3, where: 'archive', what: 'a', times: 2 },
  ]);
});

it('of many the newest are kept', () => {
  let faults: readonly Fault[] = [];
  for (let at = 0; at < 1_000; at += 1) faults = withFault(faults, { at, where: 'network', what: String(at) });
  expect(faults.length).toBeLessThanOrEqual(50);
  expect(faults.at(-1)!.at).toBe(999);
});

it('an error is one line with its place in the code', () => {
  const error = new RangeError('too\nmuch');
  error.stack = 'RangeError: too\n    at chrome-extension://abc/background.js:1:52';
  expect(errorLine(error)).toBe('RangeError: too much (background.js:1:52)');
  expect(errorLine('text')).toBe('text');
  expect(errorLine({ reason: 1 })).toContain('reason');
});

it('whatever is thrown is a line', () =>
  fc.assert(fc.property(fc.anything({ withNullPrototype: true, withSymbol: true } as object), (thrown) => {
    expect(typeof errorLine(thrown)).toBe('string');
  })));
