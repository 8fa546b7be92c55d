/** `npm run package` puts what stores take into dist/packages: a zip for each browser, and the sources. The same commit gives the same bytes. */
import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildExtension } from './build/extension.ts';
import { lintFirefox } from './build/lint-firefox.ts';
import { readVersion } from './build/manifest.ts';
import { cleanCommit, trackedFiles } from './packages/tracked-files.ts';
import { entriesOf, zipOf, type ZipEntry } from './packages/zip.ts';
import { distFor, packages, TARGETS } from './paths.ts';
import { runScript } from './run-script.ts';

async function write(what: string, entries: readonly ZipEntry[]): Promise<void> {
  const file = path.join(packages, `holdfast-${readVersion()}-${what}.zip`);
  const zip = zipOf(entries);
  await writeFile(file, zip);
  console.log(`${createHash('sha256').update(zip).digest('hex')}  ${path.basename(file)}  ${entries.length} files, ${(zip.length / 1000).toFixed(1)} kB`);
}

await runScript('npm run package', async () => {
  const commit = cleanCommit();
  await buildExtension();
  lintFirefox();
  await rm(packages, { recursive: true, force: true });
  await mkdir(packages, { recursive: true });
  console.log(`Packages of ${commit} in dist/packages:`);
  for (const target of TARGETS) await write(target, await entriesOf(distFor(target)));
  await write('source', await trackedFiles());
});
