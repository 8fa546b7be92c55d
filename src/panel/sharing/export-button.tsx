import { useState } from 'preact/hooks';
import type { LogsView } from '../../ui/logs-view.ts';
import type { MessagesView } from '../../ui/messages-view.ts';
import type { PacketEntry } from '../../ui/message-row.ts';
import { Button } from '../../ui/components/button.tsx';
import { ExportDialog } from './export-dialog.tsx';
import type { ExportFormat } from './export-formats.ts';
import type { ExportRows } from './export-plan.ts';
import { sharingWords as say } from './words.ts';

/** Opens the dialog for the log. */
export function ExportLogs({ view }: { view: LogsView }) {
  const { rows } = view.log;
  const selected = () => {
    const seq = view.selected.value;
    const line = seq === null ? undefined : rows.at(rows.indexOfSeq(seq));
    return line === undefined || line.seq !== seq ? [] : [line];
  };
  return <ExportButton rows={{ filtered: () => [...rows], selected }} formats={['ndjson', 'csv', 'markdown']} />;
}

/** Opens the dialog for the packets. */
export function ExportMessages({ view }: { view: MessagesView }) {
  const rows: ExportRows = {
    filtered: () => view.list.rows.filter(({ matches }) => matches).map(({ entry }) => entry),
    selected: () => selectedPackets(view, view.selected.value),
  };
  return <ExportButton rows={rows} formats={['ndjson', 'har', 'markdown']} />;
}

/** A packet, and beside an event its acknowledgement, or beside an acknowledgement its event. */
export function selectedPackets(view: MessagesView, key: string | null): PacketEntry[] {
  const row = key === null ? undefined : view.list.find(key);
  if (row === undefined) return [];
  const partner = row.partner === null ? undefined : view.list.find(row.partner);
  return [row, partner].flatMap((each) => (each === undefined ? [] : [each.entry])).toSorted((a, b) => a.seq - b.seq);
}

function ExportButton({ rows, formats }: { rows: ExportRows; formats: readonly ExportFormat['id'][] }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon="save" onPress={() => setOpen(true)}>
        {say.exportButton}
      </Button>
      {open ? <ExportDialog rows={rows} first={formats[0]!} formats={formats} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
