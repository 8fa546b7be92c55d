/** Takes the reader to an entry that a finding rests on: chooses the view, and there the row. */
import type { Signal } from '@preact/signals';
import type { Sight } from './lists/evidence.ts';
import type { LogsView } from './lists/logs-view.ts';
import type { MessagesView } from './lists/messages-view.ts';
import type { PageSocketsView } from './page-sockets/page-sockets-view.ts';

/** The views that an entry can be shown in. */
export interface Places {
  readonly logs: LogsView;
  readonly messages: MessagesView;
  readonly pageSockets: PageSocketsView;
  /** The seq of the entry that the timeline points at. */
  readonly pointed: Signal<number | null>;
}

/** Whatever would hide the row, a filter or a pause, is taken away; nothing else is changed. */
export function showEvidence(sight: Sight, { logs, messages, pageSockets, pointed }: Places): void {
  switch (sight.view) {
    case 'overview':
      pointed.value = sight.seq;
      break;
    case 'logs':
      logs.query.value = '';
      logs.minLevel.value = 'debug';
      logs.range.value = null;
      logs.pausedAt.value = null;
      logs.following.value = false;
      logs.selected.value = sight.seq;
      logs.history.find(sight.seq);
      logs.detailOpen.value = true;
      break;
    case 'messages':
      // Of one source, packets on disk can be reached too.
      messages.scope.value = sight.key.startsWith('page-') ? 'page' : 'connection';
      messages.query.value = '';
      messages.range.value = null;
      messages.clearedAt.value = null;
      messages.pausedAt.value = null;
      if (sight.heartbeat) messages.heartbeats.value = true;
      messages.following.value = false;
      messages.selected.value = sight.key;
      messages.detailOpen.value = true;
      break;
    case 'page-sockets':
      pageSockets.selected.value = sight.socket;
      if (pageSockets.page.value.get(sight.socket) === undefined) void pageSockets.readEarlier();
      break;
  }
}
