/** What nobody would see in a text is shown. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { LINE_BREAKS, visible } from '../../../../src/core/wire/unseen.ts';

describe('a text', () => {
  it.each([
    ['pay \u202e000,1', String.raw`pay \u202e000,1`],
    ['a\u200bb\u200cc\u200ed\u200f', String.raw`a\u200bb\u200cc\u200ed\u200f`],
    ['a\u061cb\u2060c\u2064d\u2069e\ufefff', String.raw`a\u061cb\u2060c\u2064d\u2069e\ufefff`],
    ['a\u{e0041}\u{e007f}', String.raw`a\udb40\udc41\udb40\udc7f`],
    ['a\u200db', String.raw`a\u200db`],
    ['\u{1f468}\u200d\u{1f469}\u200d\u{1f467}', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'],
    ['\u{1f44d}\u{1f3fd}\u200d', String.raw`👍🏽\u200d`],
    ['a\u0000b\u001bc\u007f\u0085', String.raw`a\u0000b\u001bc\u007f\u0085`],
    ['a\nb\tc', String.raw`a\nb\tc`],
    ['\ud800', String.raw`\ud800`],
    ['größe 🧨 中文 עברית العربية', 'größe 🧨 中文 עברית العربية'],
  ])('%j is shown as %s', (text, shown) => expect(visible(text)).toBe(shown));

  it('of several lines keeps them', () => expect(visible('a\n\tb\u202e\r\n', LINE_BREAKS)).toBe('a\n\tb\\u202e\r\n'));

  it('that is JSON stays the same to whoever reads it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = visible(JSON.stringify([text]));
      expect(JSON.parse(json)).toEqual([text]);
      expect(json).not.toMatch(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/);
    }));
  });
});
