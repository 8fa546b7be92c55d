/** The views of the panel, and their state, which outlives their being hidden. All but the first are loaded when first opened. */
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { ArchiveReader } from '../archive/archive-reader.ts';
import type { App } from '../views/app.ts';
import { EarlierEntries } from './lists/earlier-entries.ts';
import { later, type Later } from './late/later.ts';
import { createLogsView } from './lists/logs-view.ts';
import { createMessagesView } from './lists/messages-view.ts';
import { StoredEvidence } from './lists/stored-evidence.ts';
import type { PlainKey } from '../core/words/keys.ts';
import { say } from '../core/words/say.ts';
import type * as composing from './compose/compose.tsx';
import type { ComposeView } from './compose/compose-view.ts';
import type { Places } from './show-evidence.ts';
import { Overview } from './overview/overview.tsx';
import { createPageSocketsView } from './page-sockets/page-sockets-view.ts';
import type * as recordings from './recordings/recordings.tsx';
import type { RecordingsView } from './recordings/recordings-view.ts';
import type * as settings from './settings/settings.tsx';
import { createOpenedRecordings, type OpenedRecordings } from './sharing/opened-recordings.ts';
import { startedAhead } from './started-ahead.ts';
import type * as statistics from './statistics/statistics.tsx';
import type { StatisticsView } from './statistics/statistics-view.ts';
import { WhenLoaded } from './late/when-loaded.tsx';

/** `Places` are there from the start, because a finding or a name in a table leads to them. */
export interface ViewState extends Places {
  readonly app: App;
  /** The timeline's entries that are on disk alone. */
  readonly earlier: EarlierEntries;
  /** What findings rest on that is on disk alone. */
  readonly evidence: StoredEvidence;
  readonly statistics: Later<typeof statistics & { readonly view: StatisticsView }>;
  readonly compose: Later<typeof composing & { readonly view: ComposeView }>;
  /** The recordings that were opened, and both views that tell what is on disk. */
  readonly opened: OpenedRecordings;
  readonly archive: Later<typeof recordings & typeof settings & { readonly view: RecordingsView }>;
}

const openReader = async () => ArchiveReader.open();

export function createViewState(app: App): ViewState {
  const pageSockets = createPageSocketsView(app.model, openReader);
  const startSearchThread = startedAhead(() => new Worker('search-worker.js'));
  return {
    app,
    logs: createLogsView(app.model, openReader, startSearchThread),
    messages: createMessagesView(app.model, localStorage, openReader, startSearchThread),
    pageSockets,
    pointed: signal<number | null>(null),
    earlier: new EarlierEntries(openReader),
    evidence: new StoredEvidence(openReader),
    statistics: later(async () => {
      const code = await import('./statistics/statistics.tsx');
      return { ...code, view: code.createStatisticsView(app.model, () => new Worker('statistics-worker.js')) };
    }),
    compose: later(async () => {
      const code = await import('./compose/compose.tsx');
      return { ...code, view: code.createComposeView(app, pageSockets, localStorage) };
    }),
    opened: createOpenedRecordings(app.model, openReader, () => new Worker('file-worker.js')),
    archive: later(async () => {
      const [list, choices] = await Promise.all([import('./recordings/recordings.tsx'), import('./settings/settings.tsx')]);
      return { ...list, ...choices, view: list.createRecordingsView(app.model, openReader) };
    }),
  };
}

const logs = later(async () => import('./logs/logs.tsx'));
const messages = later(async () => import('./messages/messages.tsx'));
const pageSockets = later(async () => import('./page-sockets/page-sockets.tsx'));

interface View {
  readonly id: string;
  readonly name: PlainKey;
  /** `choose` shows another view. */
  readonly show: (state: ViewState, choose: (view: string) => void) => ComponentChildren;
}

/** One row each. */
export const VIEWS: readonly View[] = [
  { id: 'overview', name: 'common_overview', show: ({ pointed, earlier }) => <Overview pointed={pointed} earlier={earlier} /> },
  { id: 'logs', name: 'common_logs', show: (state) => <WhenLoaded part={logs}>{({ Logs }) => <Logs view={state.logs} />}</WhenLoaded> },
  { id: 'messages', name: 'common_messages', show: (state) => <WhenLoaded part={messages}>{({ Messages }) => <Messages view={state.messages} />}</WhenLoaded> },
  {
    id: 'statistics',
    name: 'common_statistics',
    show: (state, choose) => <WhenLoaded part={state.statistics}>{({ Statistics, view }) => <Statistics view={view} lists={state} onShow={choose} />}</WhenLoaded>,
  },
  {
    id: 'page-sockets',
    name: 'common_pageSockets',
    show: (state) => <WhenLoaded part={pageSockets}>{({ PageSockets }) => <PageSockets view={state.pageSockets} />}</WhenLoaded>,
  },
  {
    id: 'compose',
    name: 'common_compose',
    show: ({ app, compose }) =>
      app.model.opened.value === null ? (
        <WhenLoaded part={compose}>{({ Compose, view }) => <Compose view={view} />}</WhenLoaded>
      ) : (
        <p class="muted notice">{say('sharing_opened_noCompose')}</p>
      ),
  },
  {
    id: 'recordings',
    name: 'common_recordings',
    show: ({ archive, opened }, choose) => <WhenLoaded part={archive}>{({ Recordings, view }) => <Recordings view={view} opened={opened} onShow={choose} />}</WhenLoaded>,
  },
  { id: 'settings', name: 'common_settings', show: ({ archive }) => <WhenLoaded part={archive}>{({ Settings, view }) => <Settings recordings={view} />}</WhenLoaded> },
];
