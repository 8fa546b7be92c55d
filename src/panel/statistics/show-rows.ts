/** Narrows Messages or Logs to what a row of the statistics counted, as far as their filters can say it. */
import { eventOrType, type Grouping } from '../../core/traffic/traffic-statistics.ts';
import type { LogLevel } from '../../core/entries/entry.ts';
import type { LogsView } from '../lists/logs-view.ts';
import type { MessagesView } from '../lists/messages-view.ts';
import type { Scope } from './statistics-view.ts';

export interface Lists {
  readonly logs: LogsView;
  readonly messages: MessagesView;
}

/** The filter of Messages that finds the packets of a name. */
export function messageQuery(grouping: 'event' | 'namespace', name: string): string {
  // No packet below Socket.IO has a namespace, and every namespace begins with a slash.
  if (grouping === 'namespace') return name === '' ? '-ns:/*' : `ns:${quoted(name)}`;
  const what = eventOrType(name);
  return 'type' in what ? `type:${what.type}` : `event:${quoted(what.event)}`;
}

function quoted(value: string): string {
  return /^[\w:./-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** Returns the id of the view that now shows them. */
export function showRows(grouping: Grouping, name: string, scope: Scope, { logs, messages }: Lists): 'logs' | 'messages' {
  if (grouping === 'event' || grouping === 'namespace') {
    messages.query.value = messageQuery(grouping, name);
    messages.scope.value = scope;
    messages.range.value = null;
    messages.clearedAt.value = null;
    messages.pausedAt.value = null;
    messages.highlight.value = false;
    // Some of them only keep the transport going, and would be folded.
    if (!messages.query.value.startsWith('event:') && !messages.query.value.startsWith('ns:')) messages.heartbeats.value = true;
    return 'messages';
  }
  logs.query.value = grouping === 'logger' ? name : '';
  logs.minLevel.value = grouping === 'level' ? (name as LogLevel) : 'debug';
  logs.range.value = null;
  return 'logs';
}
