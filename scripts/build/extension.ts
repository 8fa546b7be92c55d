/** Builds dist/chrome and dist/firefox, each a complete unpacked extension. They differ in their manifest, and in what one browser alone has. */
import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { distFor, root, TARGETS, type Target } from '../paths.ts';
import { createBundler, type Bundles } from './bundles.ts';
import { checkReferences } from './check-references.ts';
import { locales, messagesOfExtension } from './locales.ts';
import { manifestFor, readManifest } from './manifest.ts';
import { thirdPartyNotices } from './notices.ts';
import { sizeTable } from './sizes.ts';
import { watchSources } from './watch.ts';

const PAGES = ['src/popup/popup.html', 'src/panel/panel.html', 'src/devtools/devtools.html', 'src/offscreen/offscreen.html', 'src/offscreen/hosted.html', 'src/access/access.html'];
/** What one browser alone has a use for, whatever the ending of its name. */
const ONLY_FOR: Readonly<Record<string, Target>> = { offscreen: 'chrome', hosted: 'chrome', access: 'firefox' };

const inRoot = (file: string) => path.join(root, file);

/** Puts one extension together beside its place and moves it there when complete: a failed build harms nothing. */
async function assemble(target: Target, files: Bundles['files'], notices: string): Promise<void> {
  const manifest = manifestFor(target, readManifest());
  const belongs = (file: string) => (ONLY_FOR[path.basename(file).split('.')[0]!] ?? target) === target;
  const staging = inRoot(`dist/.${target}-${process.pid}`);
  const folder = path.join(staging, target);
  await Promise.all(['icons', 'chunks'].map(async (inside) => mkdir(path.join(folder, inside), { recursive: true })));
  try {
    const icons = (await readdir(inRoot('icons'))).filter((file) => file.endsWith('.png'));
    await Promise.all([
      ...[...files].filter(([file]) => belongs(file)).map(async ([file, contents]) => writeFile(path.join(folder, file), contents)),
      ...[...PAGES, 'LICENSE'].filter(belongs).map((file) => cp(inRoot(file), path.join(folder, path.basename(file)))),
      ...icons.map((file) => cp(inRoot(`icons/${file}`), path.join(folder, 'icons', file))),
      ...locales().map((locale) => writeMessages(folder, locale)),
      writeFile(path.join(folder, 'THIRD-PARTY-NOTICES.txt'), notices),
      writeFile(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`),
    ]);
    checkReferences(folder);
    await rm(distFor(target), { recursive: true, force: true });
    await rename(folder, distFor(target));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function writeMessages(folder: string, locale: string): Promise<void> {
  await mkdir(path.join(folder, '_locales', locale), { recursive: true });
  await writeFile(path.join(folder, '_locales', locale, 'messages.json'), `${JSON.stringify(messagesOfExtension(locale), null, 2)}\n`);
}

/**
 * Builds once, or, with `watch`, again after every change until the process ends. A failed build throws; while
 * watching, only the first one does.
 */
export async function buildExtension({ watch = false }: { watch?: boolean } = {}): Promise<void> {
  const bundler = await createBundler({ watch });
  const build = async () => {
    const { files, outputs } = await bundler.bundle();
    const notices = await thirdPartyNotices(outputs);
    for (const target of TARGETS) await assemble(target, files, notices);
    console.log(`Built dist/chrome and dist/firefox.${watch ? '' : `\n${sizeTable(outputs)}`}`);
  };
  try {
    await build();
  } catch (error) {
    await bundler.dispose();
    throw error;
  }
  if (watch) watchSources(build);
  else await bundler.dispose();
}
