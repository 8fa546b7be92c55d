/** Reduces a recording to the rows of the timeline: what a person would tell about the connection, oldest first. Pure. */
import type { EntryKind, EntryOf } from '../recording/entry.ts';
import { compactJson, formatDuration } from './format.ts';
import type { SignalEntry } from './model.ts';
import { findingChange } from '../words/finding.ts';
import { timelineWords as say } from './timeline-words.ts';

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

function addToSeries(series: RetrySeries | null, entry: EntryOf<'connect-failed'> | EntryOf<'retrying'>): RetrySeries {
  const next = series ?? { since: entry.at, failed: 0, message: '', next: '' };
  if (entry.kind === 'connect-failed') {
    next.failed += 1;
    next.message = entry.status === null ? entry.message : say.failedWithStatus(entry.message, entry.status);
  } else {
    next.next = say.retrying(entry.attempt, formatDuration(entry.delayMs), entry.why ?? '');
  }
  return next;
}

function seriesRow(series: RetrySeries, seq: number, at: number): TimelineRow {
  const base = { seq, at, tone: 'warn' as const };
  if (series.failed === 0) return { ...base, kind: 'retrying', title: series.next, detail: '' };
  const title = series.failed === 1 ? say.attemptFailed(series.message) : say.attemptsFailed(series.failed, formatDuration(at - series.since));
  const detail = series.failed === 1 ? series.next : [say.lastFailure(series.message), series.next].filter(Boolean).join('. ');
  return { ...base, kind: series.next === '' ? 'connect-failed' : 'retrying', title, detail };
}

/** The row of one entry by itself, or null of kinds that have none. */
export function timelineRow(entry: SignalEntry): TimelineRow | null {
  const row = (tone: Tone, title: string, detail = ''): TimelineRow => ({ seq: entry.seq, kind: entry.kind, at: entry.at, tone, title, detail });
  switch (entry.kind) {
    case 'worker-restarted':
      return row('warn', say.workerRestarted(formatDuration(Math.max(0, entry.at - entry.lastAt))), say.workerRestartedDetail);
    case 'browser-started':
      return row('calm', say.browserStarted);
    case 'intent':
      return row('calm', say.intent(entry.intent, entry.by, entry.url), entry.why ?? '');
    case 'upgrade':
      if (entry.stage === 'started') return null;
      return entry.stage === 'done'
        ? row('calm', say.upgraded(entry.transport))
        : row('warn', say.upgradeFailed(entry.transport), entry.reason ?? '');
    case 'connected':
      return row('good', say.connected(entry.transport, entry.sid, entry.recovered));
    case 'acknowledged': {
      const payload = entry.payload === null || entry.payload === undefined ? '' : compactJson(entry.payload);
      return row(entry.late ? 'warn' : 'good', say.acknowledged(entry.afterMs === null ? null : formatDuration(entry.afterMs), entry.late), payload);
    }
    case 'unacknowledged':
      return row('bad', say.unacknowledged(formatDuration(entry.deadlineMs)));
    case 'heartbeat':
      return entry.stage === 'missed' ? row('warn', say.heartbeatMissed(entry.beat)) : null;
    case 'closed':
      return row(entry.goodbye === 'client' ? 'calm' : 'bad', say.closed(entry.reason, entry.goodbye, entry.stood), closedDetail(entry));
    case 'refused':
      return row('bad', say.refused(entry.message), say.refusedDetail(entry.data === null || entry.data === undefined ? '' : compactJson(entry.data), entry.raw));
    case 'policy':
      return row(entry.action === 'stands' ? 'good' : 'warn', say.policy(entry.action), entry.why);
    case 'ended':
      return row(entry.outcome === 'failed' ? 'bad' : 'calm', say.ended(entry.outcome), entry.why);
    case 'navigation':
      return row('calm', say.navigation(entry.refresh, entry.phase, entry.sid !== null, entry.upMs === null ? null : formatDuration(entry.upMs)), entry.url);
    case 'malformed':
      return row('warn', say.malformed(entry.reason), entry.text);
    case 'unsaved':
      return row('warn', say.unsaved, entry.why);
    case 'lost':
      return row('bad', say.lost(entry.to - entry.from + 1, formatDuration(Math.max(0, entry.until - entry.since))), say.lostDetail);
    case 'diagnosis':
      return row(entry.state === 'found' ? 'warn' : 'good', findingChange(entry));
    case 'probing':
      return entry.state === 'done' ? row('calm', say.probed(entry.questions.length, formatDuration(entry.tookMs ?? 0)), entry.url) : null;
    case 'probe':
    case 'opening':
    case 'handshake':
    case 'ping':
    case 'connect-failed':
    case 'retrying':
      return null;
  }
}

function closedDetail(entry: EntryOf<'closed'>): string {
  const code = entry.code === null ? '' : say.closeCode(entry.code, entry.codeReason ?? '');
  return [entry.detail ?? '', code].filter(Boolean).join('. ');
}
