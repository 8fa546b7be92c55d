import { useMemo } from 'preact/hooks';
import { formatBytes, formatTimestamp, shown } from '../../core/words/format.ts';
import type { MessageRow, PacketEntry } from '../lists/message-row.ts';
import { packetJson, packetValues, rawText } from '../lists/message-text.ts';
import type { MessagesView } from '../lists/messages-view.ts';
import { packetContent, rawOf } from '../../core/entries/packet-content.ts';
import { useApp } from '../../views/app.ts';
import { asEmitCode } from '../../core/wire/emit-code.ts';
import { LEFT_OUT } from '../../core/redaction/redact-text.ts';
import type { Redactor } from '../../core/redaction/redactor.ts';
import { markdownExcerpt } from '../../core/files/write-markdown.ts';
import type { Packet } from '../../core/wire/packet.ts';
import { Button } from '../../views/components/button.tsx';
import { CopyRedacted } from '../sharing/copy-redacted.tsx';
import { RedactedNote } from '../sharing/redacted-mark.tsx';
import { selectedPackets } from '../sharing/export-button.tsx';
import { creator } from '../sharing/creator.ts';
import { DetailPane } from '../grid/detail-pane.tsx';
import { LongText } from '../grid/long-text.tsx';
import { Fact, Facts } from '../overview/facts.tsx';
import { ackText } from './ack-text.ts';
import { PacketOffers } from '../logs/event-offers.tsx';
import { AttachmentList } from './attachment-list.tsx';
import { HexDump } from './hex-dump.tsx';
import { sourceText } from './message-grid.tsx';
import { ValueTree } from '../grid/value-tree.tsx';
import { problemText } from '../../core/words/problem-text.ts';
import { say, sayList } from '../../core/words/say.ts';

const encoder = new TextEncoder();
/** What is all raw: what could not be read, and the body of an HTTP answer that carries no packet. */
const WITHOUT_VALUES: ReadonlySet<PacketEntry['type']> = new Set(['malformed', 'reply']);

/** The whole of the selected packet. */
export function MessageDetail({ view }: { view: MessagesView }) {
  void view.version.value;
  const key = view.selected.value;
  const row = key === null ? undefined : view.rows.find(key);
  if (!view.detailOpen.value || row === undefined) return null;
  return <Detail key={key} view={view} row={row} />;
}

function Detail({ view, row }: { view: MessagesView; row: MessageRow }) {
  const { entry } = row;
  const packet = useMemo(() => content(view, entry), [entry]);
  const hasCode = useMemo(() => packet !== null && asEmitCode(packet) !== null, [packet]);
  /** What a redactor leaves of the packet, decoded again. */
  const decoded = (redactor: Redactor) => content(view, redactor.entry(entry));
  return (
    <DetailPane name={say('messages_detail_name')} actions={null} onClose={() => (view.detailOpen.value = false)}>
      <p class="detail-actions">
        <Jump view={view} row={row} />
        {packet === null ? null : <CopyRedacted roomy text={(redactor) => orLeftOut(decoded(redactor), packetJson)} what={say('messages_detail_copyJson')} />}
        <CopyRedacted roomy text={(redactor) => rawText(redactor.entry(entry))} what={say('messages_detail_copyRaw')} />
        <CopyRedacted roomy text={(redactor) => markdownExcerpt(selectedPackets(view, row.key), redactor, creator())} what={say('sharing_copyMarkdown')} />
        {hasCode ? <CopyRedacted roomy text={(redactor) => orLeftOut(decoded(redactor), asEmitCode)} what={say('messages_detail_copyCode')} /> : null}
      </p>
      <PacketOffers row={row} packet={packet} />
      {entry.problem === '' ? null : (
        <section>
          <h3 class="muted">{say('messages_detail_problem')}</h3>
          <p class={entry.type === 'malformed' ? 'tone-text-bad break' : 'tone-text-warn break'}>{problemText(entry)}</p>
        </section>
      )}
      {WITHOUT_VALUES.has(entry.type) ? null : <Values packet={packet} />}
      {WITHOUT_VALUES.has(entry.type) ? <Raw entry={entry} /> : null}
      <PacketFacts view={view} row={row} />
      {WITHOUT_VALUES.has(entry.type) ? null : <Raw entry={entry} />}
      <RedactedNote entry={entry} />
      <AttachmentList attachments={entry.attachments} name={entry.event === '' ? entry.type : entry.event} />
    </DetailPane>
  );
}

/** A text of a packet, or what stands for one that could not be read without its secrets. */
function orLeftOut(packet: Packet | null, text: (packet: Packet) => string | null): string {
  return (packet === null ? null : text(packet)) ?? LEFT_OUT;
}

/** A packet decoded again, with what its socket speaks and what was said when its namespace was connected. */
function content(view: MessagesView, entry: PacketEntry): Packet | null {
  const isPage = entry.source.startsWith('tab:');
  const protocol = isPage ? (view.sockets.sockets.get(entry.socket)?.protocol ?? null) : 'socket.io-4';
  return packetContent(entry, protocol);
}

/** To the acknowledgement of this event, or to the event that this acknowledges. */
function Jump({ view, row }: { view: MessagesView; row: MessageRow }) {
  const { toasts } = useApp();
  const { partner, entry } = row;
  if (partner === null) return null;
  const go = () => {
    if (!view.rows.isKept(partner)) return toasts.show(say('messages_detail_gone'));
    // What the filter hides cannot be selected, so everything is shown and the matches are marked.
    if (view.rows.indexOf(partner) < 0) view.highlight.value = true;
    view.following.value = false;
    view.selected.value = partner;
  };
  return (
    <Button icon="arrow" onPress={go}>
      {entry.type === 'ack' ? say('messages_detail_toEvent') : say('messages_detail_toAck')}
    </Button>
  );
}

function PacketFacts({ view, row }: { view: MessagesView; row: MessageRow }) {
  const { entry } = row;
    return (
    <Facts>
      <Fact name={say('messages_columns_event')}>
        {say(`messages_type_${entry.type}`)} {entry.event === '' ? null : <code class="break">{shown(entry.event, 500)}</code>}
      </Fact>
      <Fact name={say('logs_number')}>#{entry.seq}</Fact>
      <Fact name={say('messages_columns_time')}>{formatTimestamp(entry.at)}</Fact>
      <Fact name={say('messages_columns_direction')}>{sayList([say(`messages_direction_${entry.direction}`), entry.transport])}</Fact>
      <Fact name={say('messages_columns_source')}>
        <span class="break isolate">{sourceText(view, row)}</span>
      </Fact>
      {entry.namespace === null ? null : (
        <Fact name={say('messages_columns_namespace')}>
          <code class="break">{shown(entry.namespace, 500)}</code>
        </Fact>
      )}
      <Fact name={say('messages_columns_size')}>{entry.bytes < 1000 ? formatBytes(entry.bytes) : say('messages_detail_exactSize', { size: formatBytes(entry.bytes), bytes: entry.bytes })}</Fact>
      {entry.ackId === null ? null : <Fact name={say('messages_detail_ackId')}>{String(entry.ackId)}</Fact>}
      {row.ack === null ? null : (
        <Fact name={say('messages_columns_ack')}>
          <span class={`ack-${row.ack.state}`}>{ackText(row)}</span>
        </Fact>
      )}
    </Facts>
  );
}

function Values({ packet }: { packet: Packet | null }) {
  const roots = useMemo(() => (packet === null ? [] : packetValues(packet)), [packet]);
  return (
    <section>
      <h3 class="muted">{say('messages_detail_values')}</h3>
      {packet === null ? <p class="muted">{say('messages_detail_unreadable')}</p> : roots.length === 0 ? <p class="muted">{say('messages_detail_nothing')}</p> : <ValueTree name={say('messages_detail_values')} roots={roots} />}
    </section>
  );
}

function Raw({ entry }: { entry: PacketEntry }) {
  const raw = useMemo(() => rawOf(entry), [entry]);
  const bytes = useMemo(() => (typeof raw === 'string' ? encoder.encode(raw) : raw), [raw]);
  return (
    <section class="raw-frame">
      {typeof raw === 'string' ? <LongText name={say('messages_detail_raw')} text={raw} /> : <h3 class="muted">{say('messages_detail_rawBytes', { size: formatBytes(raw.length) })}</h3>}
      {bytes.length === 0 ? null : <HexDump bytes={bytes} />}
      {entry.cut > 0 ? <p class="tone-text-warn">{say('messages_detail_cut', { size: formatBytes(entry.cut) })}</p> : null}
    </section>
  );
}
