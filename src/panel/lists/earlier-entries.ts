/** The entries of a recording's timeline that are older than those in memory. They are on disk, and are read when somebody asks for them. */
import { signal } from '@preact/signals';
import type { ArchiveReader } from '../../archive/archive-reader.ts';
import type { EntryList } from '../../views/entry-list.ts';
import { isSignal } from '../../views/model.ts';
import type { SignalEntry } from '../../core/entries/lanes.ts';

/** How many are read at once, at the least. */
const PART = 500;

export class EarlierEntries {
  readonly version = signal(0);
  /** Oldest first. */
  entries: readonly SignalEntry[] = [];
  state: 'more' | 'reading' | 'none' | 'failed' = 'none';
  #source = '';
  /** What was read reaches up to before this seq: that of the oldest in memory by then. */
  #before: number | null = null;

  constructor(private readonly open: () => Promise<ArchiveReader>) {}

  /** Says what is in memory, and the seq with which the recording begins. Of one from a file that is all, and `source` is empty. */
  follow(source: string, inMemory: EntryList<SignalEntry>, begins = 0): void {
    const first = inMemory.first?.seq ?? null;
    // What has left memory since belongs in between, so that all is read anew.
    if (source === this.#source && (first === this.#before || (first !== null && this.#before !== null && first < this.#before))) return;
    this.#source = source;
    this.#before = first;
    this.entries = [];
    // The first entry of a recording is always one of these.
    this.state = source === '' || first === null || first <= begins ? 'none' : 'more';
  }

  /** Reads the newest of those that are still to be read. Does nothing while it reads, or when there are none. */
  async readMore(): Promise<void> {
    if (this.state !== 'more' && this.state !== 'failed') return;
    const [source, before] = [this.#source, this.#before];
    this.#become('reading');
    const reader = await this.open().catch(() => null);
    try {
      if (reader === null) throw new Error('The archive did not open.');
      const lane = await reader.lane(source, 'signal');
      const end = await lane.ordinalOfSeq(this.entries[0]?.seq ?? before ?? 0);
      const from = Math.max(lane.first, end - PART);
      const read = (await lane.read(from, end)).filter((entry) => entry !== undefined).filter(isSignal);
      if (source !== this.#source || before !== this.#before) return;
      this.entries = [...read, ...this.entries];
      this.#become(from > lane.first ? 'more' : 'none');
    } catch {
      if (source === this.#source) this.#become('failed');
    } finally {
      reader?.close();
    }
  }

  #become(state: EarlierEntries['state']): void {
    this.state = state;
    this.version.value = this.version.peek() + 1;
  }
}
