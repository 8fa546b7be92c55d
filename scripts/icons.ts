/** `npm run icons` draws the PNGs that the manifest names from icons/holdfast.svg. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { root } from './paths.ts';
import { runScript } from './run-script.ts';

const SIZES = [16, 32, 48, 128];

await runScript('npm run icons', async () => {
  const svg = readFileSync(path.join(root, 'icons', 'holdfast.svg'), 'utf8');
  for (const size of SIZES) {
    const png = new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng();
    writeFileSync(path.join(root, 'icons', `${size}.png`), png);
    console.log(`icons/${size}.png, ${png.length} bytes`);
  }
});
