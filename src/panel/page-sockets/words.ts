/** The words of the Page sockets view. */
import { formatMs, plural } from '../../ui/format.ts';
import type { PageSocket, Protocol } from './page-sockets-fold.ts';
import type { RefreshLine } from './refreshes.ts';

const protocol: Record<Protocol, string> = {
  'socket.io-2': 'Socket.IO 2',
  'socket.io-4': 'Socket.IO 3/4',
  websocket: 'WebSocket',
  sse: 'SSE',
};

const madeBy: Record<PageSocket['madeBy'], string> = { page: 'Page', frame: 'Frame', worker: 'Worker', unknown: 'Unknown' };

const via: Record<PageSocket['via'], string> = { hook: 'the hook in the page', har: 'the network log' };

/** What became of a page socket over a navigation, in one sentence. */
export function verdict({ ended, openedAt, connectedAt, gapMs, logs, background }: RefreshLine): string {
  const lines = (when: string) => `${plural(logs, 'log line', 'log lines')} arrived meanwhile${when}`;
  if (connectedAt === null) {
    if (openedAt !== null) return 'page socket opened again, and is not connected';
    return 'page socket gone; the new page has opened none';
  }
  if (ended === null || gapMs === null) return 'page socket connected; none was open before';
  const page = `page socket back after ${formatMs(gapMs)}`;
  switch (background) {
    case 'unbroken':
      return `${page}; ${lines('')}; the background connection missed nothing`;
    case 'broken':
      return `${page}; ${lines('')}; the background connection broke in that time, too`;
    case 'not-connected':
      return `${page}; the background connection was not connected`;
  }
}

export const pageSocketWords = {
  list: 'Page sockets list',
  columns: { url: 'URL', kind: 'Kind', state: 'State', age: 'Age', received: 'Received', sent: 'Sent' },
  protocol,
  madeBy,
  via,
  open: 'Open',
  closed: 'Closed',
  unknownUrl: '(opened before the recording begins)',
  summary: (open: number, all: number) => `${plural(open, 'open socket', 'open sockets')}, ${all - open} closed`,
  forgotten: (count: number) => `${plural(count, 'older socket', 'older sockets')} made room`,
  missed: (frames: number) => `${plural(frames, 'frame was', 'frames were')} left out: the page sent them too fast`,
  messages: (count: number) => plural(count, 'message', 'messages'),
  clear: 'Clear',
  cleared: 'Cleared. Undo brings it back, among the recordings.',
  clearAbout: 'Forgets what was recorded of this tab.',
  keys: 'Arrow keys choose a socket, Escape closes its details.',
  capture: {
    start: 'Capture this site',
    stop: 'Stop capturing this site',
    refused: 'Without the permission, only the network log shows this page’s sockets.',
    refusedInFirefox: 'Without the permission, this page’s sockets cannot be seen: Firefox’s network log has no messages of WebSockets.',
    allPorts: 'Firefox knows no ports here: the hook runs on all ports of this host.',
    noOrigin: 'The hook works on http and https pages only, and this page is none, or the browser keeps its address from us.',
    startedAt: (origin: string) => `Capturing ${origin}. Sockets of the loaded page were opened before: reload it to see them from their first frame.`,
    stoppedAt: (origin: string) => `No longer capturing ${origin}. The hook goes with the page: reload it to be rid of it.`,
    reload: 'Reload page',
    about: 'Puts a hook into the pages of this site that reports their sockets. The browser asks you to allow it.',
  },
  empty: {
    title: 'No sockets of this page yet',
    noTab: 'No tab is inspected here. Open DevTools on a page and choose the Holdfast panel to see that page’s sockets.',
    off: 'Sockets that the page opens while DevTools is open are seen through the browser’s network log, in Chromium. To see every socket from its first frame, and to speak through it, switch on the hook for this site.',
    offInFirefox:
      'Firefox’s network log has no messages of WebSockets, so the hook is the only way to see them here. Switch it on for this site to see the sockets of its pages and frames from their first frame, and to speak through them. Those of workers cannot be seen in Firefox.',
    on: 'The hook is on for this site. Reload the page to see its sockets from their first frame.',
  },
  detail: {
    name: 'Page socket',
    address: 'Address',
    kind: 'Kind',
    transport: 'Transport',
    opened: 'Opened',
    notSeen: 'before the recording begins',
    madeBy: 'Made by',
    capturedBy: 'Captured by',
    engineSid: 'Engine session',
    namespaces: 'Namespaces',
    connected: (at: string) => `connected ${at}`,
    notConnected: 'not connected',
    acknowledged: (after: string) => `acknowledged after ${after}`,
    left: { server: 'the server disconnected it', client: 'the page disconnected it' },
    refused: (why: string) => `refused: ${why}`,
    received: 'Received',
    sent: 'Sent',
    traffic: (messages: string, bytes: string) => `${messages}, ${bytes}`,
    heartbeats: 'Heartbeats',
    heartbeatCount: (received: number, sent: number) => `${received} in, ${sent} out`,
    lastGap: (gap: string, negotiated: string | null) => `last gap ${gap}${negotiated === null ? '' : `, negotiated ${negotiated}`}`,
    negotiated: (interval: string, timeout: string) => `every ${interval}, given up after ${timeout} more`,
    late: 'The last ping is overdue.',
    malformed: 'Unreadable',
    ended: 'Ended',
    code: (code: number) => `code ${code}`,
    noCode: 'no code',
    handshake: 'Handshake',
    noHandshake: 'Known only from the network log, while DevTools was open.',
    noHandshakeInFirefox: 'Known only from the network log, which has no WebSockets in Firefox that Holdfast could read.',
    requestHeaders: 'Request headers',
    responseHeaders: 'Response headers',
  },
  timeline: {
    name: 'Refreshes',
    empty: 'Refresh the page: when its sockets ended and came back appears here, beside the background connection.',
    refreshed: 'Refreshed',
    navigated: 'Navigated',
    noSockets: 'No socket of the page ended or came back.',
    page: 'Page',
    background: 'Background',
    noGoodbye: 'ended without a goodbye',
    goodbye: { server: 'ended by the server', client: 'ended by the page' },
    endedAt: (how: string, code: number | null) => `${how}${code === null ? '' : `, code ${code}`}`,
    connected: (after: string) => `connected ${after} later`,
    acknowledged: (after: string) => `acknowledged ${after} later`,
    older: 'Older refreshes are not shown.',
    legend: (spanMs: number) => `${formatMs(spanMs)} from edge to edge`,
  },
} as const;
