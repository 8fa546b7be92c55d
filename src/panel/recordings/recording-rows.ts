/** The rows of the Recordings view: which recordings there are, with what they hold on disk. Pure. */
import { isTabSource } from '../../core/contract/messages.ts';
import type { StoredSize } from '../../archive/archive-reader.ts';
import type { ListedRecording } from '../../core/entries/recording-card.ts';
import { say } from '../../core/words/say.ts';

export interface RecordingRow {
  readonly recording: ListedRecording;
  /** What it is called where it has no name of its own, and by what it is called. */
  readonly usualName: string;
  readonly name: string;
  readonly kind: string;
  /** Null until it is known, and of one of which nothing is on disk yet. */
  readonly size: StoredSize | null;
}

/** Those that go on first, then those that ended last. */
export function recordingRows(recordings: readonly ListedRecording[], sizes: ReadonlyMap<string, StoredSize>): RecordingRow[] {
  const order = ({ endedAt, startedAt }: ListedRecording) => (endedAt === null ? [0, -startedAt] : [1, -endedAt]);
  return recordings
    .toSorted((a, b) => order(a)[0]! - order(b)[0]! || order(a)[1]! - order(b)[1]!)
    .map((recording) => {
      const usual = usualName(recording);
      return { recording, usualName: usual, name: recording.name === '' ? usual : recording.name, kind: kindOf(recording), size: sizes.get(recording.id) ?? null };
    });
}

export function isOfPage({ source }: ListedRecording): boolean {
  return source.startsWith('tab:');
}

function kindOf(recording: ListedRecording): string {
  if (!isOfPage(recording)) return say('recordings_connection');
  return isTabSource(recording.source) ? say('recordings_page') : say('recordings_closedPage');
}

function usualName(recording: ListedRecording): string {
  if (recording.of !== '') return recording.of;
  if (URL.canParse(recording.url)) return new URL(recording.url).host || recording.url;
  return isOfPage(recording) ? say('recordings_tab', { tab: /^tab:(\d+)/.exec(recording.source)?.[1] ?? '' }) : recording.source;
}

export interface Totals {
  readonly entries: number;
  readonly bytes: number;
  /** Of those that are pinned. */
  readonly pinnedBytes: number;
}

export function totalsOf(rows: readonly RecordingRow[]): Totals {
  const sum = (of: (row: RecordingRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  return {
    entries: sum(({ size }) => size?.entries ?? 0),
    bytes: sum(({ size }) => size?.bytes ?? 0),
    pinnedBytes: sum(({ size, recording }) => (recording.pinned ? (size?.bytes ?? 0) : 0)),
  };
}
