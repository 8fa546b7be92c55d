/** The colours of both themes keep WCAG's AA wherever they meet: 4.5 for text, 3 for the edges of controls and the focus. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../scripts/paths.ts';
import { contrast } from '../../support/contrast.ts';

const css = readFileSync(path.join(root, 'src/views/theme.css'), 'utf8');

/** The colours of the first rule with this selector. */
function coloursOf(selector: string): ReadonlyMap<string, readonly number[]> {
  const rule = css.slice(css.indexOf(`${selector} {`)).split('}')[0]!;
  const tokens = [...rule.matchAll(/--([\w-]+): #([\da-f]{3}|[\da-f]{6});/g)];
  return new Map(tokens.map(([, name, hex]) => {
    const pairs = hex!.length === 3 ? hex!.match(/./g)!.map((digit) => digit + digit) : hex!.match(/../g)!;
    return [name!, pairs.map((pair) => Number.parseInt(pair, 16))];
  }));
}

const GROUNDS = ['bg', 'surface', 'hover', 'selected'];
const PAIRS: readonly (readonly [text: string, ground: string, least: number])[] = [
  ...['text', 'muted', 'accent', 'good', 'warn', 'bad'].flatMap((text) => GROUNDS.map((ground) => [text, ground, 4.5] as const)),
  ...['good', 'warn', 'bad'].map((tone) => [tone, `${tone}-soft`, 4.5] as const),
  ...['good-soft', 'warn-soft', 'bad-soft', 'calm-soft', 'mark'].map((ground) => ['text', ground, 4.5] as const),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-hover', 4.5],
  ...['control-border', 'accent', 'chart-trip', 'chart-gap'].flatMap((edge) => ['bg', 'surface'].map((ground) => [edge, ground, 3] as const)),
];

describe.each([['light', ':root'], ['dark', ":root[data-theme='dark']"]])('the %s theme', (_name, selector) => {
  const colours = coloursOf(selector);

  it.each(PAIRS)('has %s on %s at %d at least', (text, ground, least) => expect(contrast(colours.get(text)!, colours.get(ground)!)).toBeGreaterThanOrEqual(least));
});
