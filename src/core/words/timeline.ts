/** Reduces a recording to the rows of the timeline: what a person would tell about the connection, oldest first. Pure. */
import type { EntryKind, EntryOf } from '../entries/entry.ts';
import { tellingAnswer, tellingLine } from '../wire/telling-line.ts';
import { DOCUMENT_GONE } from '../entries/why.ts';
import { compactJson, formatDuration } from './format.ts';
import type { SignalEntry } from '../entries/lanes.ts';
import { findingChange } from './finding.ts';
import { inKey, isKey, say } from './say.ts';
import { whyText } from './why-text.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'calm';

export interface TimelineRow {
  /** The seq of the entry that began the row. */
  readonly seq: number;
  readonly kind: EntryKind;
  /** When it happened last. */
  readonly at: number;
  readonly tone: Tone;
  readonly title: string;
  /** More to read: a reason, a payload. Empty when there is none. */
  readonly detail: string;
}

interface RetrySeries {
  readonly since: number;
  failed: number;
  message: string;
  next: string;
}

/** The rows of a recording, oldest first. Attempts that follow each other are one row. */
export function timelineRows(entries: Iterable<SignalEntry>): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let series: RetrySeries | null = null;
  for (const entry of entries) {
    if (entry.kind === 'connect-failed' || entry.kind === 'retrying') {
      const first: boolean = series === null;
      series = addToSeries(series, entry);
      const row = seriesRow(series, first ? entry.seq : rows.at(-1)!.seq, entry.at);
      if (first) rows.push(row);
      else rows[rows.length - 1] = row;
      continue;
    }
    const row = timelineRow(entry);
    if (row === null) continue;
    rows.push(row);
    series = null;
  }
  return rows;
}

/** An event's name, which may be empty for none. */
function quoted(name: string): string {
  return name === '' ? say('timeline_eventName_none') : say('timeline_eventName_quoted', { name });
}

function addToSeries(series: RetrySeries | null, entry: EntryOf<'connect-failed'> | EntryOf<'retrying'>): RetrySeries {
  const next = series ?? { since: entry.at, failed: 0, message: '', next: '' };
  if (entry.kind === 'connect-failed') {
    next.failed += 1;
    next.message = failure(entry);
  } else {
    next.next = retrying(entry);
  }
  return next;
}

function failure({ message, status, body }: EntryOf<'connect-failed'>): string {
  if (status === null) return message;
  const words = tellingLine({ status, contentType: '', body: body ?? '' });
  const facts = { message, status: String(status) };
  return words === '' ? say('timeline_failedWithStatus', facts) : say('timeline_failedSaying', { ...facts, words });
}

function seriesRow(series: RetrySeries, seq: number, at: number): TimelineRow {
  const base = { seq, at, tone: 'warn' as const };
  if (series.failed === 0) return { ...base, kind: 'retrying', title: series.next, detail: '' };
  const title = series.failed === 1 ? say('timeline_attemptFailed', { message: series.message }) : say('timeline_attemptsFailed', { count: series.failed, during: formatDuration(at - series.since) });
  const detail = series.failed === 1 ? series.next : sentences(say('timeline_lastFailure', { message: series.message }), series.next);
  return { ...base, kind: series.next === '' ? 'connect-failed' : 'retrying', title, detail };
}

/** The row of one entry by itself, or null of kinds that have none. */
export function timelineRow(entry: SignalEntry): TimelineRow | null {
  const row = (tone: Tone, title: string, detail = ''): TimelineRow => ({ seq: entry.seq, kind: entry.kind, at: entry.at, tone, title, detail });
  switch (entry.kind) {
    case 'worker-restarted':
      return row('warn', say('timeline_workerRestarted', { gap: formatDuration(Math.max(0, entry.at - entry.lastAt)) }), say('timeline_workerRestartedDetail'));
    case 'browser-started':
      return row('calm', say('timeline_browserStarted'));
    case 'extension-started':
      return row('calm', say('timeline_extensionStarted', { gap: formatDuration(Math.max(0, entry.at - entry.lastAt)) }), say('timeline_extensionStartedDetail'));
    case 'intent':
      return row('calm', say(`timeline_${entry.intent}_${inKey(entry.by)}`, { url: entry.url }), whyText(entry.why));
    case 'upgrade':
      if (entry.stage === 'started') return null;
      return entry.stage === 'done'
        ? row('calm', say('timeline_upgraded', { transport: entry.transport }))
        : row('warn', say('timeline_upgradeFailed', { transport: entry.transport }), entry.reason ?? '');
    case 'connected':
      return row('good', say(entry.recovered ? 'timeline_connectedAgain' : 'timeline_connected', { transport: entry.transport, sid: entry.sid }));
    case 'acknowledged': {
      const payload = entry.payload === null || entry.payload === undefined ? '' : compactJson(entry.payload);
      return row(entry.late ? 'warn' : 'good', acknowledged(entry), payload);
    }
    case 'unacknowledged':
      return row('bad', say('timeline_unacknowledged', { deadline: formatDuration(entry.deadlineMs) }));
    case 'heartbeat':
      return entry.stage === 'missed' ? row('warn', say('timeline_heartbeatMissed', { beat: entry.beat })) : null;
    case 'closed':
      return row(entry.goodbye === 'client' ? 'calm' : 'bad', closed(entry), closedDetail(entry));
    case 'refused':
      return row('bad', entry.message === '' ? say('timeline_refused') : say('why_refused', { message: entry.message }), refusedDetail(entry));
    case 'policy':
      return row(entry.action === 'stands' ? 'good' : 'warn', say(`timeline_policy_${inKey(entry.action)}`), whyText(entry.why));
    case 'ended':
      return row(entry.outcome === 'failed' ? 'bad' : 'calm', say(`timeline_ended_${entry.outcome}`), whyText(entry.why));
    case 'navigation':
      return row('calm', navigation(entry), entry.url);
    case 'malformed':
      return row('warn', say('timeline_malformed', { reason: entry.reason }), entry.text);
    case 'event-name':
      return row('calm', say(`timeline_eventName_${entry.event}`, { name: quoted(entry.name), was: quoted(entry.was) }), entry.reread > 0 ? say('timeline_reread', { count: entry.reread }) : '');
    case 'unsaved':
      return row('warn', say('timeline_unsaved'), whyText(entry.why));
    case 'lost':
      return row('bad', say('timeline_lost', { count: entry.to - entry.from + 1, during: formatDuration(Math.max(0, entry.until - entry.since)) }), entry.why === null ? say('timeline_lostDetail') : whyText(entry.why));
    case 'diagnosis':
      return row(entry.state === 'found' ? 'warn' : 'good', findingChange(entry));
    case 'probing':
      return entry.state === 'done' ? row('calm', say('timeline_probed', { count: entry.questions.length, took: formatDuration(entry.tookMs ?? 0) }), entry.url) : null;
    case 'probe':
    case 'opening':
    case 'handshake':
    case 'ping':
    case 'connect-failed':
    case 'retrying':
      return null;
  }
}

function retrying({ attempt, delayMs, why }: EntryOf<'retrying'>): string {
  const facts = { attempt, delay: formatDuration(delayMs) };
  return why === null ? say('timeline_retrying', facts) : say('timeline_retryingWhy', { ...facts, why: whyText(why) });
}

function acknowledged({ afterMs, late }: EntryOf<'acknowledged'>): string {
  if (afterMs === null) return say('timeline_acknowledgedEarly');
  return say(late ? 'timeline_acknowledgedLate' : 'timeline_acknowledged', { after: formatDuration(afterMs) });
}

function closed({ goodbye, stood, reason }: EntryOf<'closed'>): string {
  if (goodbye !== 'none') return say(`timeline_closed_${goodbye}`);
  return say(stood ? 'timeline_closed_lost' : 'timeline_closed_brief', { reason });
}

function closedDetail({ detail: said, code, codeReason }: EntryOf<'closed'>): string {
  const detail = tellingAnswer(said ?? '');
  if (codeReason === DOCUMENT_GONE) return sentences(detail, say('timeline_documentGone'));
  const facts = { code: String(code), reason: codeReason ?? '' };
  const told = code === null ? '' : say(facts.reason === '' ? 'timeline_closeCode' : 'timeline_closeCodeReason', facts);
  return sentences(detail, told);
}

function refusedDetail({ data, raw }: EntryOf<'refused'>): string {
  const told = data === null || data === undefined ? [] : [say('timeline_refusedData', { data: compactJson(data) })];
  return [...told, say('timeline_refusedRaw', { raw })].join('\n');
}

function navigation({ refresh, phase, sid, upMs }: EntryOf<'navigation'>): string {
  const what = say(refresh ? 'timeline_tabRefreshed' : 'timeline_tabNavigated');
  if (phase !== 'connected' || sid === null) return say('timeline_navigation', { what, phase: phaseWord(phase) });
  return upMs === null ? say('timeline_navigationUnbroken', { what }) : say('timeline_navigationUp', { what, up: formatDuration(upMs) });
}

/** An entry of a page's own recording has no phase, and one of another version may have another. */
function phaseWord(phase: string): string {
  const key = `timeline_phase_${phase}`;
  return isKey(key) ? say(key) : phase;
}

/** Two sentences in a row, either of which may be missing. */
function sentences(first: string, second: string): string {
  return first === '' || second === '' ? first || second : say('common_sentences', { first, second });
}
