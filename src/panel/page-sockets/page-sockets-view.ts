/** The state of the Page sockets view: the sockets so far, and the selected one. It outlives the view's being hidden. */
import { computed, effect, signal, type ReadonlySignal, type Signal } from '@preact/signals';
import type { ArchiveReader } from '../../archive/archive-reader.ts';
import type { EntryList } from '../../views/entry-list.ts';
import { isTraffic, type Model, type RecordingModel } from '../../views/model.ts';
import type { TrafficEntry } from '../../core/entries/lanes.ts';
import { PageSocketsFold } from './page-sockets-fold.ts';

export interface PageSocketsView {
  /** Changes in place; read `version` too. */
  readonly page: ReadonlySignal<PageSocketsFold>;
  readonly version: ReadonlySignal<number>;
  /** The id of the selected socket, whose detail is open. */
  readonly selected: Signal<string | null>;
  /** Whether there are entries that are on disk alone, and whether they are counted in. */
  readonly earlier: ReadonlySignal<'none' | 'unread' | 'reading' | 'failed'>;
  /** Takes what is on disk alone into account. */
  readEarlier(): Promise<void>;
}

/** `openReader` opens what is on disk. */
export function createPageSocketsView(model: Model, openReader: () => Promise<ArchiveReader>): PageSocketsView {
  const ackEvent = computed(() => model.profile.value?.events.ack ?? '');
  const page = signal(new PageSocketsFold(''));
  const version = signal(0);
  const selected = signal<string | null>(null);
  const earlier = signal<PageSocketsView['earlier']['value']>('none');
  let list: EntryList<TrafficEntry> | undefined;
  let generation = -1;
  let folded = 0;
  effect(() => {
    const packets = model.page.value?.packets;
    void packets?.version.value;
    const fold = page.peek();
    if (fold.ackEvent !== ackEvent.value || (packets !== undefined && (packets !== list || packets.generation !== generation))) {
      page.value = new PageSocketsFold(ackEvent.value);
      list = packets;
      generation = packets?.generation ?? -1;
      folded = 0;
      earlier.value = 'none';
    }
    if (packets === undefined) return;
    // A recording from a file is all in memory, though it may bear the name of one on disk.
    if (folded === 0 && packets.length > 0 && model.onDisk.value) void lookForEarlier(model.page.value!).catch(() => undefined);
    // What came and went again between two looks is not to be had any more.
    const first = Math.max(0, packets.length - (packets.appended - folded));
    for (let index = first; index < packets.length; index += 1) page.peek().add(packets.at(index)!);
    folded = packets.appended;
    version.value = version.peek() + 1;
  });

  /** Finds out whether there are older packets than those in memory. */
  async function lookForEarlier({ source, packets }: RecordingModel): Promise<void> {
    const [began, first] = [generation, oldestPacket(packets)];
    const isSame = () => list === packets && generation === began;
    const reader = await openReader();
    const oldest = (await reader.lane(source, 'packet')).stretches[0]?.first;
    reader.close();
    if (isSame() && oldest !== undefined && oldest < first) earlier.value = 'unread';
  }

  /** Folds all that is on disk, and then what is in memory, which has gone on meanwhile. */
  const readEarlier = async () => {
    const recording = model.page.value;
    const began = generation;
    if (recording === null || (earlier.value !== 'unread' && earlier.value !== 'failed')) return;
    const { source, packets } = recording;
    const isSame = () => list === packets && generation === began;
    earlier.value = 'reading';
    const reader = await openReader().catch(() => null);
    try {
      if (reader === null) throw new Error('The archive did not open.');
      const fold = new PageSocketsFold(ackEvent.value);
      let next = 0;
      while (next < (packets.first?.seq ?? 0)) {
        const to = packets.first!.seq - 1;
        for await (const part of reader.parts(source, { lanes: ['signal', 'packet'], from: next, to })) {
          for (const entry of part) if (isTraffic(entry)) fold.add(entry);
          if (!isSame()) return;
        }
        next = to + 1;
      }
      for (const entry of packets) fold.add(entry);
      folded = packets.appended;
      page.value = fold;
      earlier.value = 'none';
      version.value += 1;
    } catch {
      if (isSame()) earlier.value = 'failed';
    } finally {
      reader?.close();
    }
  };
  return { page, version, selected, earlier, readEarlier };
}

/** The seq of the oldest packet of a list, or Infinity. */
function oldestPacket(entries: EntryList<TrafficEntry>): number {
  for (const { kind, seq } of entries) if (kind === 'packet') return seq;
  return Infinity;
}
