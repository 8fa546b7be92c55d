/** Reads the entries of recordings that a view holds in memory in the way that an archive's are read. */
import type { Entry } from '../../core/entries/entry.ts';
import type { EntryReader } from '../../core/entries/entry-reader.ts';
import { laneOf } from '../../core/entries/lanes.ts';
import type { RecordingModel } from '../../views/model.ts';

/** Entries that are handed out at once. */
const PART = 500;

/** A reader of these recordings as they are now; what comes later is not read. */
export function modelReader(recordings: readonly RecordingModel[]): EntryReader {
  const bySource = new Map(recordings.map((recording) => [recording.source, entriesOf(recording)]));
  return {
    async *parts(source, { lanes, from = 0, to = Infinity }) {
      const entries = bySource.get(source) ?? [];
      for (let start = firstAt(entries, from); start < entries.length && entries[start]!.seq <= to; start += PART) {
        const part = entries.slice(start, start + PART);
        yield part.filter((entry) => entry.seq <= to && lanes.includes(laneOf(entry)));
      }
    },
  };
}

function entriesOf({ logs, packets, signals }: RecordingModel): Entry[] {
  return [...logs, ...packets, ...signals].toSorted((a, b) => a.seq - b.seq);
}

/** The index of the first entry of at least this seq. */
function firstAt(entries: readonly Entry[], seq: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
