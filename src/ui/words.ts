/** The words that popup and panel share. Those of the panel alone, and of the timeline, have files of their own, to keep the popup small. */
import type { Phase } from '../messaging/connection-view.ts';
import { plural } from './format.ts';

const phase: Record<Phase, string> = {
  disconnected: 'Disconnected',
  connecting: 'Connecting',
  connected: 'Connected',
  reconnecting: 'Reconnecting',
  failed: 'Failed',
};

export const words = {
  brand: 'Holdfast',
  phase,
  ack: {
    none: 'Waiting for a connection',
    waiting: 'Waiting for acknowledgement',
    missing: (deadline: string) => `Missing after ${deadline}`,
    /** It may come before the server confirms the connection: python-socketio does that. */
    early: 'Acknowledged at once',
    acknowledged: (after: string, late: boolean) => `Acknowledged after ${after}${late ? ', late' : ''}`,
  },
  heartbeat: {
    notYet: 'No round trip yet',
    unsupported: 'No application heartbeat',
    missing: (last: string, missed: number) => `${last}, then ${plural(missed, 'missed', 'missed')}`,
  },
  transport: { none: 'none', upgrading: (from: string, to: string) => `${from}, upgrading to ${to}` },
  /** Names that tests, scripts and assistive technology rely on: DESIGN.md. */
  names: {
    profile: 'Profile',
    serverUrl: 'Server URL',
    connect: 'Connect',
    disconnect: 'Disconnect',
    reconnect: 'Reconnect',
    connection: 'Connection',
    acknowledgement: 'Acknowledgement',
    heartbeat: 'Heartbeat',
    transport: 'Transport',
    serverLogs: 'Server logs',
    filter: 'Filter',
    diagnosis: 'Diagnosis',
    overview: 'Overview',
    logs: 'Logs',
    messages: 'Messages',
    statistics: 'Statistics',
    pageSockets: 'Page sockets',
    compose: 'Compose',
    recordings: 'Recordings',
    settings: 'Settings',
  },
  firstRun: {
    title: 'Your first connection',
    run: 'Start your Socket.IO server. None at hand? In Holdfast’s folder, this starts a demo:',
    connect: 'Put its address above (the demo’s is there already), and press Connect.',
    usePage: 'Use this page’s server',
    command: 'command',
  },
  shortcuts: { popup: (key: string) => `${key} opens this popup`, reconnect: (key: string) => `${key} reconnects` },
  link: {
    reaching: 'Reaching the background…',
  },
  disk: {
    refuses: (why: string) =>
      `Nothing is saved to disk at present (${why.replace(/\.$/, '')}). Recording goes on in memory, where the oldest makes room. Free some disk space, or delete recordings.`,
  },
  connections: 'Connections',
  accessRefused: (url: string) =>
    `This profile connects as somebody else, which needs access to ${new URL(url).host}. Allow it when the browser asks, or empty “Connect as” in the profile.`,
  session: {
    label: 'Session',
    none: 'No session',
    up: (duration: string) => `up ${duration}`,
    since: (duration: string) => `for ${duration}`,
  },
  popup: {
    orphaned: 'Holdfast was updated. Close and reopen this popup.',
    unread: (count: number) => plural(count, 'unread error in the logs', 'unread errors in the logs'),
    openPanel: 'Open the panel in a tab',
    unexplained: 'No known cause found yet.',
    diagnose: 'Diagnose',
    panelHint: 'Also in DevTools, as the Holdfast panel.',
    roundTrips: 'Round trips',
    spread: (median: string, most: string) => `median ${median}, max ${most}`,
    noRoundTrips: 'Round trips appear here.',
    sparkline: (count: number, least: string, most: string) => `The last ${plural(count, 'round trip', 'round trips')}, between ${least} and ${most}.`,
  },
  copy: { copy: (what: string) => `Copy ${what}`, copied: 'Copied.', refused: 'The browser refused to copy.' },
  toast: { undo: 'Undo', dismiss: 'Dismiss', region: 'Notices' },
} as const;
