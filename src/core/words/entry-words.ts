/** Any entry in one line of words, for whoever lists entries of all kinds: the evidence of a finding, and a terminal. Pure. */
import { levelWord } from '../entries/log-level.ts';
import { tellingLine } from '../wire/telling-line.ts';
import type { Entry, EntryOf, FactOf } from '../entries/entry.ts';
import { problemText } from './problem-text.ts';
import { say, sayList } from './say.ts';
import { closeReason, whyText } from './why-text.ts';
import { formatMs, formatDuration, singleLine } from './format.ts';
import { probeQuestionName, probeText } from './probe-words.ts';
import { timelineRow } from './timeline.ts';

/** UTF-16 units of a line. Nobody reads more of an entry in a list. */
const TEXT_LENGTH = 200;

/** What an entry tells, in one bounded line without control characters. */
export function entryText(entry: Entry): string {
  return singleLine(textOf(entry), TEXT_LENGTH);
}

function textOf(entry: Entry): string {
  switch (entry.kind) {
    case 'log':
      return say('evidence_log', { level: levelWord(entry), message: entry.message });
    case 'packet':
      return packetText(entry);
    case 'socket-opened':
      return say('evidence_socketOpened', { url: entry.url });
    case 'socket-handshake':
      return entry.status === 0 ? say('evidence_socketUnanswered', { reason: entry.statusText }) : say('evidence_socketAnswered', { status: String(entry.status) });
    case 'socket-closed':
      return because(entry.code === null ? say('evidence_socketClosed') : say('evidence_socketClosedWith', { code: String(entry.code) }), closeReason(entry));
    case 'document':
      return say('evidence_document', { url: entry.url, status: String(entry.status) });
    case 'violation':
      return say('evidence_violation', { directive: entry.directive, url: entry.blockedUrl });
    case 'page-state':
      return say(`evidence_page_${entry.state}`);
    case 'capture-gap':
      return whyText(entry.why);
    case 'opening':
      return say('evidence_opening', { number: entry.attempt + 1, transports: sayList(entry.transports) });
    case 'handshake':
      return handshakeText(entry);
    case 'connect-failed':
      return because(failureText(entry), tellingLine({ status: entry.status, contentType: '', body: entry.body ?? '' }));
    case 'retrying':
      return say('evidence_retrying', { delay: formatDuration(entry.delayMs) });
    case 'ping':
      return say('evidence_ping', { gap: formatDuration(entry.gapMs) });
    case 'heartbeat':
      return say(`evidence_heartbeat_${entry.stage}`, { beat: entry.beat, trip: formatDuration(entry.roundTripMs ?? 0) });
    case 'probing':
      return say(`evidence_probing_${entry.state}`, { questions: sayList(entry.questions.map(probeQuestionName)) });
    case 'probe':
      return say('evidence_detailed', { text: probeText(entry), detail: probeDetail(entry, probeText(entry)) });
    default: {
      const row = timelineRow(entry);
      if (row === null) return entry.kind;
      return row.detail === '' ? row.title : say('evidence_continued', { text: row.title, more: row.detail });
    }
  }
}

function because(text: string, reason: string): string {
  return reason === '' ? text : say('evidence_because', { text, reason });
}

function packetText(entry: EntryOf<'packet'>): string {
  const { direction, type, event, preview } = entry;
  const problem = problemText(entry);
  const content = [type, event, preview].filter((part) => part !== '').join(' ');
  const text = say(`evidence_packet_${direction}`, { content });
  return problem === '' ? text : say('evidence_detailed', { text, detail: problem });
}

function handshakeText({ transport, pingInterval, pingTimeout, upgrades }: FactOf<'handshake'>): string {
  const offered = upgrades.length === 0 ? say('evidence_noUpgrades') : sayList(upgrades);
  return say('evidence_handshake', { transport, interval: formatDuration(pingInterval), timeout: formatDuration(pingTimeout), upgrades: offered });
}

function failureText({ message, status }: FactOf<'connect-failed'>): string {
  const text = say('evidence_failed', { message });
  return status === null ? text : say('evidence_detailed', { text, detail: `HTTP ${status}` });
}

/** How long an answer took, and the server's name for itself where `told` does not say it. */
function probeDetail({ tookMs, headers }: FactOf<'probe'>, told: string): string {
  const server = headers.find(([name]) => name === 'server')?.[1];
  return sayList([formatMs(tookMs), ...(server === undefined || told.includes(server) ? [] : [server])]);
}
