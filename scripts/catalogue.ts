/** `npm run catalogue` writes docs/diagnosis.md. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CATALOGUE_FILE, catalogue } from './catalogue-page.ts';
import { root } from './paths.ts';
import { runScript } from './run-script.ts';
import { speakEnglish } from './words.ts';

await runScript('npm run catalogue', async () => {
  speakEnglish();
  writeFileSync(CATALOGUE_FILE, catalogue());
  console.log(`Wrote ${path.relative(root, CATALOGUE_FILE)}.`);
});
