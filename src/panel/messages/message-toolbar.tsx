import { useId } from 'preact/hooks';
import type { RefObject } from 'preact';
import { useApp } from '../../views/app.ts';
import { singleLine } from '../../core/words/format.ts';
import { QUERY_LIMIT } from '../lists/message-filter.ts';
import { goToPacket, recordedPackets, type MessagesView, type Scope } from '../lists/messages-view.ts';
import { Button } from '../../views/components/button.tsx';
import { Popover } from '../../views/components/popover.tsx';
import { GoToBox } from '../grid/go-to-box.tsx';
import { PauseAndClear } from '../grid/pause-and-clear.tsx';
import { SearchStatus, searchWords } from '../grid/search-status.tsx';
import { goToMatch } from './message-grid.tsx';
import { ExportMessages } from '../sharing/export-button.tsx';
import { SavedFilterList } from './saved-filter-list.tsx';
import { say } from '../../core/words/say.ts';

/** What to show of the traffic, and how much there is. */
export function MessageToolbar({ view, filter }: { view: MessagesView; filter: RefObject<HTMLInputElement | null> }) {
  const { model } = useApp();
  const { highlight, heartbeats } = view;
  return (
    <div class="list-toolbar message-toolbar">
      <FilterBox view={view} filter={filter} />
      <div class="message-tools">
        <Popover name={say('messages_help')} icon="help" iconOnly>
          {() => <Language />}
        </Popover>
        <SavedFilterList view={view} />
        <Button look="quiet" icon="up" iconOnly onPress={() => goToMatch(view, -1)}>
          {say('messages_previous')}
        </Button>
        <Button look="quiet" icon="down" iconOnly onPress={() => goToMatch(view, 1)}>
          {say('messages_next')}
        </Button>
        <Button pressed={highlight.value} title={say('messages_highlightAbout')} onPress={() => (highlight.value = !highlight.value)}>
          {say('messages_highlight')}
        </Button>
        <Button pressed={heartbeats.value} title={say('messages_heartbeatsAbout')} onPress={() => (heartbeats.value = !heartbeats.value)}>
          {say('messages_heartbeats')}
        </Button>
        {model.opened.value === null ? <PauseAndClearMessages view={view} /> : null}
        <GoToBox recorded={() => recordedPackets(view, Date.now())} go={async (place) => goToPacket(view, model, place)} />
        <ExportMessages view={view} />
      </div>
      <SourceChoice view={view} />
      <Summary view={view} />
    </div>
  );
}

function PauseAndClearMessages({ view }: { view: MessagesView }) {
  const { toasts } = useApp();
  const { clearedAt, pausedAt } = view;
  const clear = () => {
    const [former, range] = [clearedAt.value, view.range.value];
    view.range.value = null;
    clearedAt.value = Date.now();
    const undo = () => {
      clearedAt.value = former;
      view.range.value = range;
    };
    toasts.show(say('messages_cleared'), { undo });
  };
  return <PauseAndClear paused={pausedAt.value !== null} onPause={() => (pausedAt.value = Date.now())} onResume={() => (pausedAt.value = null)} onClear={clear} />;
}

function FilterBox({ view, filter }: { view: MessagesView; filter: RefObject<HTMLInputElement | null> }) {
  const mistakeId = useId();
  const mistake = view.mistake.value;
  return (
    <div class="list-filter message-filter">
      <input
        ref={filter}
        class="input"
        type="search"
        aria-label={say('common_filter')}
        aria-invalid={mistake === '' ? undefined : 'true'}
        aria-describedby={mistakeId}
        placeholder={say('messages_filterHint')}
        title="/"
        spellcheck={false}
        autocomplete="off"
        maxLength={QUERY_LIMIT}
        value={view.query.value}
        onInput={(event) => {
          view.query.value = event.currentTarget.value;
        }}
      />
      <p id={mistakeId} role="status" class="field-error">
        {mistake === '' ? null : mistake}
      </p>
    </div>
  );
}

/** What the language can say, by an example each. */
const EXAMPLES = [
  ['direction', 'dir:in  dir:out'],
  ['event', 'event:chat  event:chat*'],
  ['namespace', 'ns:/admin'],
  ['type', 'type:ack'],
  ['ack', 'ack:pending'],
  ['size', 'size:>1k'],
  ['transport', 'transport:polling'],
  ['source', 'source:page'],
  ['text', 'hello'],
  ['quoted', '"two words"'],
  ['pattern', '/\\d+ ms/i'],
  ['not', '-ping  -dir:out'],
] as const;

function Language() {
  return (
    <>
      <h2>{say('messages_help')}</h2>
      <dl class="filter-language">
        {EXAMPLES.map(([key, term]) => (
          <>
            <dt>
              <code>{term}</code>
            </dt>
            <dd>{say(`messages_language_${key}`)}</dd>
          </>
        ))}
      </dl>
      <p class="muted">{say('messages_languageNote')}</p>
    </>
  );
}

/** A socket's own choice is its name after this. */
const SOCKET = 'socket:';

function SourceChoice({ view }: { view: MessagesView }) {
  const { model } = useApp();
  void view.version.value;
  if (model.page.value === null) return null;
  const scope = view.scope.value;
  const value = typeof scope === 'object' ? SOCKET + scope.socket : scope;
  const choose = (chosen: string) => {
    view.scope.value = chosen.startsWith(SOCKET) ? { socket: chosen.slice(SOCKET.length) } : (chosen as Exclude<Scope, object>);
  };
  // The newest first, and no more than anybody reads; one that is chosen stays.
  const known = [...view.sockets.sockets.keys()].toReversed().slice(0, 50);
  const sockets = typeof scope === 'object' && !known.includes(scope.socket) ? [...known, scope.socket] : known;
  return (
    <select class="input list-choice message-source" aria-label={say('messages_source')} value={value} onChange={(event) => choose(event.currentTarget.value)}>
      {(['all', 'connection', 'page'] as const).map((choice) => (
        <option key={choice} value={choice}>
          {say(`messages_sources_${choice}`)}
        </option>
      ))}
      {sockets.map((socket) => (
        <option key={socket} value={SOCKET + socket}>
          {say('messages_sources_socket', { address: `${singleLine(view.sockets.addressOf(socket), 60)} (${singleLine(socket, 30)})` })}
        </option>
      ))}
    </select>
  );
}

function Summary({ view }: { view: MessagesView }) {
  void view.version.value;
  const { rows, list } = view;
  const { search } = rows;
  const filtered = !view.filter.value.empty || view.range.value !== null;
  const isWhole = view.clearedAt.value === null && view.pausedAt.value === null;
  // Of a list that was cleared or is paused, only what is shown is counted.
  const parts = isWhole || !filtered ? [say('messages_summary', { count: isWhole ? rows.total : rows.matching })] : [];
  if (filtered) parts.push(say('messages_matching', { count: rows.matching }));
  if (view.pausedAt.value !== null) parts.push(say('messages_paused', { count: list.waiting }));
  if (rows.folded > 0) parts.push(say('messages_folded', { count: rows.folded }));
  parts.push(...searchWords(search, rows.unread));
  return (
    <>
      <p class="list-summary muted">{parts.join(' · ')}</p>
      <SearchStatus
        state={filtered ? search.state : 'idle'}
        sought={JSON.stringify([view.query.value, view.range.value])}
        matching={say('messages_matching', { count: rows.matching })}
      />
    </>
  );
}
