/** Goes through many blocks of a lane once, for whoever searches or counts: nothing of them is kept, and the next are read meanwhile. */
import { unpackEntries, type Slot } from './packed-entries.ts';
import type { Stretch } from './archive-database.ts';
import type { ArchiveLane } from './archive-lane.ts';
import { parseEntry } from './entry.ts';

/** Blocks that are read before they are asked for. */
const AHEAD = 4;

/** Stretches in turn with their texts, which are null of a tail and of what is damaged. */
export async function* textsOf(lane: ArchiveLane, stretches: readonly Stretch[]): AsyncGenerator<{ readonly stretch: Stretch; readonly text: string | null }> {
  const reading: Promise<string | null>[] = [];
  const read = (stretch: Stretch | undefined) => {
    if (stretch === undefined) return;
    const text = lane.text(stretch);
    // Whoever has enough does not come for what was read ahead.
    text.catch(() => undefined);
    reading.push(text);
  };
  for (const stretch of stretches.slice(0, AHEAD)) read(stretch);
  for (const [index, stretch] of stretches.entries()) {
    read(stretches[index + AHEAD]);
    yield { stretch, text: (await reading.shift())! };
  }
}

/** All entries of a stretch. What cannot be read is undefined. */
export async function entriesOf(lane: ArchiveLane, stretch: Stretch, text: string | null, parse = parseEntry): Promise<readonly Slot[]> {
  const entries = text === null ? null : unpackEntries(lane.source, text, parse);
  return entries ?? lane.slots(stretch);
}
