/** The state of the Recordings view: what each recording takes on disk. It is read there while somebody looks. */
import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { ArchiveReader, StoredSize } from '../../archive/archive-reader.ts';
import type { Model } from '../../views/model.ts';
import { recordingRows, totalsOf, type RecordingRow, type Totals } from './recording-rows.ts';

export interface RecordingsView {
  readonly rows: ReadonlySignal<readonly RecordingRow[]>;
  readonly totals: ReadonlySignal<Totals>;
  /** Whether sizes have been read, or cannot be. */
  readonly state: ReadonlySignal<'unread' | 'read' | 'unreadable'>;
  /** Reads the sizes anew, unless that is under way. */
  refresh(): void;
}

export function createRecordingsView(model: Model, openReader: () => Promise<ArchiveReader>): RecordingsView {
  const sizes = signal<ReadonlyMap<string, StoredSize>>(new Map());
  const state = signal<'unread' | 'read' | 'unreadable'>('unread');
  let reader: ArchiveReader | null = null;
  let reading = false;

  async function read(): Promise<void> {
    try {
      reader ??= await openReader();
      sizes.value = await reader.sizes();
      state.value = 'read';
    } catch {
      // The database was closed under us. It is opened again for the next reading.
      reader = null;
      state.value = 'unreadable';
    } finally {
      reading = false;
    }
  }

  const rows = computed(() => recordingRows(model.archive.value.recordings, sizes.value));
  return {
    rows,
    totals: computed(() => totalsOf(rows.value)),
    state,
    refresh() {
      if (reading) return;
      reading = true;
      void read();
    },
  };
}
