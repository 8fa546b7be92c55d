/** `npm run icons` draws the PNGs of the extension's icon, and of the toolbar button in each of its states. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { ICON_SIZES, iconFiles, type IconState } from '../src/core/session/badge.ts';
import { ICON_DRAWINGS } from './icon-drawings.ts';
import { root } from './paths.ts';
import { runScript } from './run-script.ts';

/** The stores and the browser's list of extensions want the mark larger than any toolbar does. */
const STORE_SIZE = 128;

function draw(drawing: string, size: number, file: string): void {
  const svg = readFileSync(path.join(root, 'icons', drawing), 'utf8');
  const png = new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng();
  writeFileSync(path.join(root, file), png);
  console.log(`${file}, ${png.length} bytes`);
}

await runScript('npm run icons', async () => {
  for (const [state, drawing] of Object.entries(ICON_DRAWINGS) as [IconState, string][]) {
    for (const size of ICON_SIZES) draw(drawing, size, iconFiles(state)[size]);
  }
  draw(ICON_DRAWINGS.connected, STORE_SIZE, `icons/${STORE_SIZE}.png`);
});
