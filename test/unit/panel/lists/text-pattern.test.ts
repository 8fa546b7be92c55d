import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textPattern } from '../../../../src/panel/lists/text-pattern.ts';

function matches(source: string, flags: string, text: string): boolean {
  const pattern = textPattern(source, flags);
  if (!pattern.ok) throw new Error(pattern.error.message);
  return pattern.value(text);
}

/** Patterns made of everything that is understood. */
const pattern = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('a', 'b', 'B', '.', '\\d', '\\W', '\\s', '[ab]', '[^a]', '[a-c\\d]', '[\\]-]', '\\.', '\\n', '\\u0061', '^', '$', '\\b'),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => a + b),
    fc.tuple(tie('node'), tie('node')).map(([a, b]) => `(?:${a}|${b})`),
    fc.tuple(tie('node'), fc.constantFrom('*', '+', '?', '{2}', '{0,2}', '{1,}', '*?', '+?')).map(([a, times]) => `(${a})${times}`),
  ),
})).node;

describe('a text pattern', () => {
  it('matches what the engine of the language matches', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'c', '1', ' ', '.', ']', '\n', 'é'), maxLength: 12 });
    fc.assert(
      fc.property(pattern, text, fc.constantFrom('', 'i'), (source, value, flags) => {
        expect(matches(source, flags, value)).toBe(new RegExp(source, flags).test(value));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['(a+)+$', 'a'],
    ['(a|a)*b', 'a'],
    ['(.*a){12}', 'b'],
    ['.*.*.*.*x', 'a'],
    [`${'a?'.repeat(60)}${'a'.repeat(60)}`, 'b'],
  ])('is not slowed down by %s', (source, unit) => {
    const started = performance.now();
    matches(source, '', `${unit.repeat(16_000)}!`);
    // The engine of the language takes longer than anybody lives over some of these.
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it.each([
    ['a(b', '', 'is missing a “)”'],
    ['a)b', '', 'a “)” without its “(”'],
    ['[ab', '', 'is missing a “]”'],
    ['*a', '', 'has a repeat with nothing before it'],
    ['a**', '', 'cannot be repeated'],
    ['^*', '', 'cannot be repeated'],
    ['[b-a]', '', 'reversed'],
    ['a{3,2}', '', 'below its minimum'],
    ['(?=a)', '', 'look-around'],
    ['(a)\\1', '', 'back-reference'],
    ['a\\', '', 'ends in'],
    ['a{900}', '', 'smaller counts'],
    ['((a{90}){90}){90}', '', 'smaller counts'],
    ['a', 'gi', 'flags “gi”'],
    ['a'.repeat(201), '', 'longer than 200'],
  ])('refuses %s with flags “%s”: %s', (source, flags, why) => {
    const result = textPattern(source, flags);
    expect(result.ok ? 'accepted' : result.error.message).toContain(why);
  });
});
