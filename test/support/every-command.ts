/** One command of each kind that a view can send, each of which would be carried out, did a view send it. */
import type { Command, Composed } from '../../src/core/contract/messages.ts';

/** The compiler wants every kind of the schema here. */
type Samples = { [T in Command['type']]: Omit<Extract<Command, { type: T }>, 'id' | 'type'> };

/** `url` is a site's address, `socket` that of a WebSocket server. They would do harm to the profile `default` and the tab 1. */
export function everyCommand({ url, socket }: { readonly url: string; readonly socket: string }): Command[] {
  const profile = 'default';
  const composed: Composed = { kind: 'event', namespace: '/', event: 'owned', args: [], ackTimeoutMs: null };
  const samples: Samples = {
    watch: { entries: [profile, 'tab:1'], withoutPackets: [] },
    connect: { profile, url },
    disconnect: { profile },
    reconnect: { profile, url },
    heartbeat: { profile },
    select: { profile },
    'save-profile': { profile: { id: profile, name: 'owned' } },
    'delete-profile': { profile },
    'clear-logs': { profile, through: 1_000_000 },
    'mark-logs-read': { profile },
    emit: { profile, composed },
    'page-emit': { tabId: 1, socket: '1', direction: 'out', composed },
    'ask-access': { access: { origins: [`${url}/*`], permissions: [] } },
    'hook-site': { origin: url, on: true },
    diagnose: { profile },
    'diagnose-page': { tabId: 1, url: socket, pageOrigin: null },
    captured: { tabId: 1, events: [] },
    'clear-tab': { tabId: 1 },
    'new-recording': { source: profile },
    'name-recording': { recording: '1', name: 'owned' },
    'pin-recording': { recording: '1', pinned: true },
    'delete-recordings': { recordings: ['1'] },
    'restore-recordings': { recordings: ['1'] },
    'forget-deleted': {},
    'save-preferences': { preferences: {} },
    'replace-settings': { choices: {} },
    'report-fault': { where: 'panel', what: 'owned' },
    navigated: { tabId: 1, at: Date.now(), url, refresh: true },
  };
  return Object.entries(samples).map(([type, members], index) => ({ type, id: index + 1, ...members }) as Command);
}
