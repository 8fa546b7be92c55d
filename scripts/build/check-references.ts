/** A browser that meets a missing file in an extension says little or nothing, so the build looks for them itself. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Every text in a manifest that is a path to a file, wherever it stands, so that no key has to be listed here. */
function filesInManifest(value: unknown): string[] {
  if (typeof value === 'string') return /^[\w./-]+\.(js|html|css|png|svg|json)$/.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(filesInManifest) : [];
}

function filesInHtml(html: string): string[] {
  return [...html.matchAll(/\b(?:src|href)\s*=\s*["']([^"'#?]+)/g)]
    .flatMap(([, file]) => file ?? [])
    .filter((file) => !/^[a-z][a-z\d+.-]*:/i.test(file));
}

/** Throws unless every file that the manifest or a page of an unpacked extension names is in its folder. */
export function checkReferences(folder: string): void {
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const pages = readdirSync(folder).filter((file) => file.endsWith('.html'));
  const references = [
    ...filesInManifest(JSON.parse(read('manifest.json'))).map((file) => ({ file, by: 'manifest.json' })),
    ...pages.flatMap((page) => filesInHtml(read(page)).map((file) => ({ file, by: page }))),
  ];
  const missing = references.filter(({ file }) => !existsSync(path.join(folder, file)));
  if (missing.length === 0) return;
  const lines = missing.map(({ file, by }) => `  ${by} names ${file}, which the build does not make.`);
  throw new Error(`The ${path.basename(folder)} extension is incomplete:\n${[...new Set(lines)].join('\n')}`);
}
