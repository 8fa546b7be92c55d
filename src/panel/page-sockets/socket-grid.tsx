import { useEffect, useRef } from 'preact/hooks';
import { now } from '../../views/clock.ts';
import { formatBytes, formatCount, formatSeconds, singleLine } from '../../core/words/format.ts';
import { keyTarget } from '../grid/key-target.ts';
import { isPageWord, PROTOCOL_NAMES, type PageSocket, type Traffic } from './page-sockets-fold.ts';
import type { PageSocketsView } from './page-sockets-view.ts';
import { labelsOf } from '../inspected/socket-address.ts';
import { phaseOf, type SocketPhase } from './socket-phase.ts';
import { PageWord } from './page-word.tsx';
import { SocketState } from './socket-state.tsx';
import { say } from '../../core/words/say.ts';

/** The sockets as a grid. As in the log, the focus stays on the grid and `aria-activedescendant` names the selected row. */
export function SocketGrid({ view, sockets }: { view: PageSocketsView; sockets: readonly PageSocket[] }) {
  const grid = useRef<HTMLDivElement>(null);
  const selected = view.selected.value;
  const labels = labelsOf(sockets);
  const index = sockets.findIndex(({ id }) => id === selected);

  useEffect(() => grid.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }), [selected]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && selected !== null) view.selected.value = null;
    else {
      // The newest socket is at the top, unlike the newest log line: that is where one starts.
      const target = index < 0 && sockets.length > 0 && event.key.startsWith('Arrow') ? 0 : keyTarget(event.key, index, sockets.length, 10);
      if (target === null) return;
      view.selected.value = sockets[target]!.id;
    }
    event.preventDefault();
  };
  return (
    <div
      ref={grid}
      class="socket-grid"
      role="grid"
      aria-label={say('pageSockets_list')}
      aria-description={say('pageSockets_keys')}
      aria-rowcount={sockets.length + 1}
      aria-activedescendant={index < 0 ? undefined : rowId(sockets[index]!)}
      tabIndex={0}
      hidden={sockets.length === 0}
      onKeyDown={onKeyDown}
    >
      <div class="socket-row socket-head muted" role="row" aria-rowindex={1}>
        <span role="columnheader">{say('pageSockets_columns_url')}</span>
        <span role="columnheader" class="socket-kind">
          {say('pageSockets_columns_kind')}
        </span>
        <span role="columnheader">{say('pageSockets_columns_state')}</span>
        <span role="columnheader" class="socket-medium">
          {say('pageSockets_columns_age')}
        </span>
        <span role="columnheader" class="socket-wide">
          {say('pageSockets_columns_received')}
        </span>
        <span role="columnheader" class="socket-wide">
          {say('pageSockets_columns_sent')}
        </span>
      </div>
      {sockets.map((socket, at) => (
        <Row
          key={socket.id}
          socket={socket}
          label={labels.get(socket.id) ?? ''}
          phase={phaseOf(socket, view.page.value.stateOfPage(socket))}
          index={at}
          selected={socket.id === selected}
          onSelect={() => (view.selected.value = socket.id)}
        />
      ))}
    </div>
  );
}

/** Socket ids are ours, but have characters that a selector would trip over. */
function rowId({ id }: PageSocket): string {
  return `page-socket-${id}`;
}

interface RowProps {
  socket: PageSocket;
  label: string;
  phase: SocketPhase;
  index: number;
  selected: boolean;
  onSelect: () => void;
}

function Row({ socket, label, phase, index, selected, onSelect }: RowProps) {
  const namespaces = [...socket.namespaces.keys()];
  return (
    <div id={rowId(socket)} class="socket-row" role="row" aria-rowindex={index + 2} aria-selected={selected} onClick={onSelect}>
      <span role="gridcell" class="socket-name">
        {isPageWord(socket) ? <PageWord /> : null}
        <span class="socket-url isolate" title={singleLine(socket.url, 500)}>
          {socket.url === '' ? <span class="muted">{say('pageSockets_unknownUrl')}</span> : singleLine(label, 300)}
          {namespaces.length === 0 ? null : <span class="muted"> {singleLine(namespaces.join(' '), 200)}</span>}
        </span>
      </span>
      <span role="gridcell" class="socket-kind">
        {PROTOCOL_NAMES[socket.protocol]}
      </span>
      <span role="gridcell">
        <SocketState socket={socket} phase={phase} />
      </span>
      <span role="gridcell" class="socket-medium muted">
        <Age socket={socket} />
      </span>
      <span role="gridcell" class="socket-wide">
        <TrafficCell traffic={socket.in} />
      </span>
      <span role="gridcell" class="socket-wide">
        <TrafficCell traffic={socket.out} />
      </span>
    </div>
  );
}

function TrafficCell({ traffic }: { traffic: Traffic }) {
  return (
    <>
      {formatCount(traffic.messages)} <span class="muted">{formatBytes(traffic.bytes)}</span>
    </>
  );
}

/** How old an open socket is, and how old a closed one became. Its own component, because it ticks. */
function Age({ socket }: { socket: PageSocket }) {
  return <>{formatSeconds((socket.closed?.at ?? now.value) - socket.openedAt)}</>;
}
