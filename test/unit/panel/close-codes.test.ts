import { describe, expect, it } from 'vitest';
import { closeCodeText, closeText, endedBadly } from '../../../src/panel/page-sockets/close-codes.ts';

const end = (code: number | null, goodbye: 'server' | 'client' | 'none') => ({ at: 0, code, reason: '', clean: null, goodbye, blocked: null });

describe('the words for a close code', () => {
  it.each([
    [1000, /^Normal/],
    [1009, /too big/],
    [3000, /Unauthorized/],
    [3500, /library or framework/],
    [4001, /application’s own/],
    [999, /Not a close code/],
    [5000, /Not a close code/],
  ])('of %i', (code, expected) => {
    expect(closeCodeText(code)).toMatch(expected);
  });

  it.each([
    ['an abnormal end', end(1006, 'none'), /without a close frame/, true],
    ['the false 1006 after the server’s goodbye', end(1006, 'server'), /Closed by the server\..*is normal/i, false],
    ['the false 1006 after the page’s goodbye', end(1006, 'client'), /Closed by the page\..*is normal/i, false],
    ['a page that was left', end(1001, 'none'), /^Going away/, false],
    ['an end without a code', end(null, 'client'), /^Closed by the page\.$/, false],
    ['a refusal', end(1008, 'none'), /^Policy/, true],
  ])('for %s', (_what, closed, words, bad) => {
    expect(closeText(closed)).toMatch(words);
    expect(endedBadly(closed)).toBe(bad);
  });
});
