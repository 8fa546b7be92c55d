/** Zip files of which every byte follows from what is put in: no clock, no owner, no order of a file system. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { zipSync, type Zippable } from 'fflate';

/** A file in a zip. */
export interface ZipEntry {
  /** With forward slashes, from the root of the zip. */
  readonly name: string;
  readonly contents: Uint8Array;
  readonly executable: boolean;
}

/** The first moment that a zip can tell. It is told as the time of day wherever it is, so it must not depend on where. */
const NO_TIME = new Date(1980, 0, 1);
const UNIX = 3;
const FILE = 0o100_000;

/** fflate deflates in JavaScript: Node's own zlib yields other bytes on other processors. */
export function zipOf(entries: readonly ZipEntry[]): Uint8Array {
  const files: Zippable = {};
  // Code units, not a locale's order.
  for (const { name, contents, executable } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    files[name] = [contents, { level: 9, mtime: NO_TIME, os: UNIX, attrs: ((FILE | (executable ? 0o755 : 0o644)) << 16) >>> 0 }];
  }
  return zipSync(files);
}

/** All files of a folder, and of those in it. */
export async function entriesOf(folder: string): Promise<ZipEntry[]> {
  const found = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  return Promise.all(
    found.map(async (entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return { name: path.relative(folder, file).replaceAll(path.sep, '/'), contents: await readFile(file), executable: false };
    }),
  );
}
