/** Goes through many blocks of a lane once, for whoever searches or counts: nothing of them is kept, and the next are read meanwhile. */
import { unpackEntries, type Slot } from '../core/entries/packed-entries.ts';
import { textOf, type BlockData } from './archive-block.ts';
import type { Stretch } from './archive-database.ts';
import type { ArchiveLane } from './archive-lane.ts';
import { parseEntry } from '../core/entries/entry.ts';

/** How many blocks are read at once: a disk that is asked for each one takes as long as inflating it. The first come alone. */
const AT_ONCE = 32;

/** Stretches in turn with their texts, which are null of a tail and of what is damaged. */
export async function* textsOf(lane: ArchiveLane, stretches: readonly Stretch[]): AsyncGenerator<{ readonly stretch: Stretch; readonly text: string | null }> {
  const groups = neighbours(stretches);
  const read = (group: readonly Stretch[] | undefined) => {
    const reading = group === undefined ? Promise.resolve(new Map<number, BlockData>()) : lane.blocks(group);
    // Whoever has enough does not come for what was read ahead.
    reading.catch(() => undefined);
    return reading;
  };
  let next = read(groups[0]);
  for (const [index, group] of groups.entries()) {
    const blocks = await next;
    next = read(groups[index + 1]);
    for (const stretch of group) {
      const data = blocks.get(stretch.ordinal);
      yield { stretch, text: data === undefined ? null : await textOf(data) };
    }
  }
}

/** Cut where what lies between two stretches is not wanted, and where there are enough to be read at once: one, two, four … */
function neighbours(stretches: readonly Stretch[]): Stretch[][] {
  const groups: Stretch[][] = [];
  let most = 0.5;
  for (const stretch of stretches) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const touches = last !== undefined && (last.ordinal + last.count === stretch.ordinal || stretch.ordinal + stretch.count === last.ordinal);
    if (group !== undefined && touches && group.length < most) {
      group.push(stretch);
    } else {
      groups.push([stretch]);
      most = Math.min(2 * most, AT_ONCE);
    }
  }
  return groups;
}

/** All entries of a stretch. What cannot be read is undefined. */
export async function entriesOf(lane: ArchiveLane, stretch: Stretch, text: string | null, parse = parseEntry): Promise<readonly Slot[]> {
  const entries = text === null ? null : unpackEntries(lane.source, text, parse);
  return entries ?? lane.slots(stretch);
}
