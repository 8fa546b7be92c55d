/** Where things are in this repository, for every script and test. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The browsers that the extension is built for. The Chrome build is also Edge's and Chromium's. */
export const TARGETS = ['chrome', 'firefox'] as const;
export type Target = (typeof TARGETS)[number];

/** The folder of a complete unpacked extension. */
export function distFor(target: Target): string {
  return path.join(root, 'dist', target);
}

/** Screenshots and other traces of a run that nobody commits. */
export const artifacts = path.join(root, 'artifacts');

/** Where `npm run package` puts its zips. */
export const packages = path.join(root, 'dist', 'packages');
