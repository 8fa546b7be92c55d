import { ArchiveReader } from '../../src/archive/archive-reader.ts';
import type { Archive } from '../../src/archive/archive.ts';
import type { EntryRange, EntryReader } from '../../src/core/entries/entry-reader.ts';
import type { Entry } from '../../src/core/entries/entry.ts';
import { LANES } from '../../src/core/entries/lanes.ts';

/** What is stored of a recording, in order of seq. */
export async function stored(reader: EntryReader, source: string, range: EntryRange = { lanes: LANES }): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const part of reader.parts(source, range)) entries.push(...part);
  return entries;
}

/** Reads what an archive that is open has written. */
export function readerOf(archive: Archive): ArchiveReader {
  return new ArchiveReader(() => archive.reader.database);
}
