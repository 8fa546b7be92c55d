import type { EntryRange, EntryReader } from '../../src/recording/entry-reader.ts';
import type { Entry } from '../../src/recording/entry.ts';
import { LANES } from '../../src/recording/recording.ts';

/** What is stored of a recording, in order of seq. */
export async function stored(reader: EntryReader, source: string, range: EntryRange = { lanes: LANES }): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const part of reader.parts(source, range)) entries.push(...part);
  return entries;
}
