import { useState } from 'preact/hooks';
import type { LogsView } from '../lists/logs-view.ts';
import type { MessagesView } from '../lists/messages-view.ts';
import type { PacketEntry } from '../lists/message-row.ts';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { later } from '../late/later.ts';
import { DialogWhenLoaded } from '../late/when-loaded.tsx';
import type { ExportFormat } from './export-formats.ts';
import { choiceOf, type Choice, type ExportRows } from './export-plan.ts';
import { say } from '../../core/words/say.ts';

const dialog = later(async () => import('./export-dialog.tsx'));

/** Opens the dialog for the log. */
export function ExportLogs({ view }: { view: LogsView }) {
  const { rows, log } = view;
  const { source } = useApp().model.recording.value;
  const filtered = (): Choice => ({
    count: rows.length,
    includes: (entry) => entry.kind === 'log' && entry.source === source && log.shows(entry),
    ofSocket: () => false,
  });
  const selected = () => {
    const seq = view.selected.value;
    const line = seq === null ? undefined : rows.at(rows.indexOf(seq));
    return choiceOf(line === undefined ? [] : [line]);
  };
  return <ExportButton rows={{ filtered, selected }} formats={['ndjson', 'csv', 'markdown']} />;
}

/** Opens the dialog for the packets. */
export function ExportMessages({ view }: { view: MessagesView }) {
  const rows: ExportRows = {
    filtered: () => matchingPackets(view),
    selected: () => choiceOf(selectedPackets(view, view.selected.value)),
  };
  return <ExportButton rows={rows} formats={['ndjson', 'har', 'markdown']} />;
}

/** The packets that match: those in memory, and those that the search has found on disk, of whose sockets it tells nothing. */
function matchingPackets({ list, rows, histories }: MessagesView): Choice {
  const inMemory = choiceOf(list.rows.filter(({ matches }) => matches).map(({ entry }) => entry));
  const found = (source: string) => histories.find((history) => history.source === source)?.search.matches;
  return {
    count: rows.matching,
    includes: (entry) => inMemory.includes(entry) || (entry.kind === 'packet' && (found(entry.source)?.indexOf(entry.seq) ?? -1) >= 0),
    ofSocket: (source, socket) => inMemory.ofSocket(source, socket) || (found(source)?.length ?? 0) > 0,
  };
}

/** A packet, and beside an event its acknowledgement, or beside an acknowledgement its event. */
export function selectedPackets(view: MessagesView, key: string | null): PacketEntry[] {
  const row = key === null ? undefined : view.rows.find(key);
  if (row === undefined) return [];
  const partner = row.partner === null ? undefined : view.rows.find(row.partner);
  return [row, partner].flatMap((each) => (each === undefined ? [] : [each.entry])).toSorted((a, b) => a.seq - b.seq);
}

function ExportButton({ rows, formats }: { rows: ExportRows; formats: readonly ExportFormat['id'][] }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="save" onPress={() => setOpen(true)}>
        {say('sharing_exportButton')}
      </Button>
      {open ? (
        <DialogWhenLoaded part={dialog} onClose={() => setOpen(false)}>
          {({ ExportDialog }) => <ExportDialog rows={rows} first={formats[0]!} formats={formats} onClose={() => setOpen(false)} />}
        </DialogWhenLoaded>
      ) : null}
    </>
  );
}
