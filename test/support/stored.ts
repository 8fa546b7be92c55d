import { ArchiveReader } from '../../src/recording/archive-reader.ts';
import type { Archive } from '../../src/recording/archive.ts';
import type { EntryRange, EntryReader } from '../../src/recording/entry-reader.ts';
import type { Entry } from '../../src/recording/entry.ts';
import { LANES } from '../../src/recording/recording.ts';

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
