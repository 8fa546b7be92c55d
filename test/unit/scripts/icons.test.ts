/** The toolbar button at 16 pixels: told apart by its outline, and seen on light and dark toolbars. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { iconFiles, type IconState } from '../../../src/core/session/badge.ts';
import { contrast } from '../../support/contrast.ts';
import { ICON_DRAWINGS } from '../../../scripts/icon-drawings.ts';
import { root } from '../../../scripts/paths.ts';

const STATES = Object.keys(ICON_DRAWINGS) as IconState[];
/** Of Chrome and Firefox, as they come. */
const TOOLBARS: Readonly<Record<string, readonly number[]>> = { white: [255, 255, 255], 'light grey': [222, 225, 230], 'dark grey': [53, 54, 58], black: [28, 27, 34] };

interface Pixel {
  readonly color: readonly number[];
  readonly alpha: number;
}

function pixelsOf(state: IconState): Pixel[] {
  const svg = readFileSync(path.join(root, 'icons', ICON_DRAWINGS[state]), 'utf8');
  const { pixels } = new Resvg(svg, { fitTo: { mode: 'width', value: 16 } }).render();
  return Array.from({ length: pixels.length / 4 }, (_, index) => {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(index * 4, index * 4 + 4);
    return { color: [red, green, blue], alpha };
  });
}

describe('the toolbar button', () => {
  it.each(STATES)('is drawn %s in each size', (state) => {
    for (const file of Object.values(iconFiles(state))) expect(existsSync(path.join(root, file)), file).toBe(true);
  });

  it.each(STATES.flatMap((one, index) => STATES.slice(index + 1).map((other) => [one, other] as const)))('has another outline when %s than when %s', (one, other) => {
    const others = pixelsOf(other);
    const differing = pixelsOf(one).filter(({ alpha }, index) => alpha > 127 !== others[index]!.alpha > 127);
    expect(differing.length).toBeGreaterThanOrEqual(8);
  });

  it.each(STATES.flatMap((state) => Object.keys(TOOLBARS).map((toolbar) => [state, toolbar] as const)))('%s stands out from a toolbar of %s', (state, toolbar) => {
    const seen = pixelsOf(state).filter(({ color, alpha }) => alpha > 200 && contrast(color, TOOLBARS[toolbar]!) >= 2.8);
    expect(seen.length).toBeGreaterThanOrEqual(40);
  });
});
