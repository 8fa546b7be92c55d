/** Entries in words, for a terminal: questions and answers, and what became of the connection. */
import type { Entry, EntryOf, FactOf } from '../../src/recording/entry.ts';
import { formatMs } from '../../src/ui/format.ts';
import { PROBE_QUESTION_NAMES, probeQuestion } from '../../src/ui/probe-words.ts';
import { timelineRows } from '../../src/ui/timeline.ts';
import { sayNumber } from '../../src/words/say.ts';

const BODY_SHOWN = 120;

/** Without control characters, by which a server's words could command the terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

/** “1 line”, “2 lines”, “12,345 lines”: a terminal is spoken to in English. */
export function plural(count: number, one: string, many: string): string {
  return `${sayNumber(count)} ${count === 1 ? one : many}`;
}

/** One line, that says when it was cut. */
function oneLine(text: string, limit = BODY_SHOWN): string {
  const line = printable(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit)}…` : line;
}

function answerText({ outcome, status, body, code, error }: FactOf<'probe'>): string {
  const said = body === null || body === '' ? '' : `: ${oneLine(body)}`;
  switch (outcome) {
    case 'answered':
      return `HTTP ${status}${said}`;
    case 'opened':
      return `opened${said}`;
    case 'closed':
      if (body !== null) return `opened, but speaks no Engine.IO${said}`;
      return code === null ? 'opened, and said nothing' : `opened, and closed with code ${code}`;
    case 'refused':
      return error === '' ? 'no connection' : `no connection (${oneLine(error)})`;
    case 'hidden':
      return 'an answer that the browser hides';
    case 'timeout':
      return 'no answer in time';
  }
}

/** A question and its answer. */
export function probeText(probe: FactOf<'probe'>): string {
  const { headers, tookMs } = probe;
  const server = headers.find(([name]) => name === 'server')?.[1];
  return `${oneLine(probeQuestion(probe))}: ${answerText(probe)} (${formatMs(tookMs)}${server === undefined ? '' : `, ${oneLine(server)}`})`;
}

function packetText({ direction, text, preview, problem }: EntryOf<'packet'>): string {
  const content = oneLine(text ?? preview);
  return `${direction === 'in' ? 'Received' : 'Sent'} ${content}${problem === '' ? '' : ` (${problem})`}`;
}

/** What an entry tells, in one line. */
export function entryText(entry: Entry): string {
  switch (entry.kind) {
    case 'probe':
      return probeText(entry);
    case 'probing':
      return `${entry.state === 'started' ? 'Asking the server' : 'Asked the server'}: ${entry.questions.map((question) => PROBE_QUESTION_NAMES[question]).join('; ')}`;
    case 'packet':
      return packetText(entry);
    case 'log':
      return `The server logged (${entry.levelText || entry.level}): ${oneLine(entry.message)}`;
    case 'opening':
      return `Attempt ${entry.attempt + 1}, by ${entry.transports.join(', then ')}`;
    case 'handshake':
      return `Handshake by ${entry.transport}: ping interval ${formatMs(entry.pingInterval)}, ping timeout ${formatMs(entry.pingTimeout)}, upgrades: ${entry.upgrades.join(', ') || 'none'}`;
    case 'ping':
      return `Ping from the server, ${formatMs(entry.gapMs)} after the last`;
    case 'socket-opened':
    case 'socket-handshake':
    case 'socket-closed':
    case 'capture-gap':
      return entry.kind;
    case 'connect-failed':
      return `Attempt failed: ${entry.message}${entry.status === null ? '' : `, HTTP ${entry.status}`}${entry.body === null ? '' : `: ${oneLine(entry.body)}`}`;
    default: {
      const [row] = timelineRows([entry]);
      return row === undefined ? entry.kind : [row.title, oneLine(row.detail)].filter(Boolean).join('. ');
    }
  }
}

/** Entries that are told as they happen; the others are many, or say the same again. */
export function isTold(entry: Entry): boolean {
  if (entry.kind === 'probing') return entry.state === 'started';
  return ['probe', 'connected', 'acknowledged', 'unacknowledged', 'closed', 'connect-failed', 'refused', 'malformed', 'policy'].includes(entry.kind);
}
