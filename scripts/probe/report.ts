/** What `npm run probe` says at the end: findings, or what was checked and passed; as text or as one JSON document. */
import { remediesFor, type Remedy } from '../../src/core/diagnosis/remedies.ts';
import type { Finding } from '../../src/core/entries/finding.ts';
import type { Step } from '../../src/core/entries/ladder.ts';
import type { Entry, EntryOf, EntryRef } from '../../src/core/entries/entry.ts';
import { openedSession } from '../../src/core/probing/reading.ts';
import { entryText } from '../../src/core/words/entry-words.ts';
import { formatMs, formatTimeOfDay } from '../../src/core/words/format.ts';
import { findingWords, type FindingPart } from '../../src/core/words/finding.ts';
import { rungName, stepText } from '../../src/core/words/ladder.ts';
import { say } from '../../src/core/words/say.ts';
import type { Check } from './check.ts';
import type { Options } from './options.ts';
import { watchLines, watchReport, type WatchReport } from './watch-report.ts';
import { whyText } from '../../src/core/words/why-text.ts';

interface Evidence {
  readonly seq: number;
  readonly at: number;
  readonly kind: Entry['kind'];
  readonly text: string;
}

export interface Report {
  readonly target: { readonly url: string; readonly path: string; readonly namespace: string; readonly origin: string | null; readonly transports: readonly string[] };
  readonly connection: { readonly connected: boolean; readonly transport: string | null; readonly sid: string | null; readonly acknowledged: boolean; readonly why: string | null };
  readonly probes: readonly Omit<EntryOf<'probe'>, 'source' | 'seq' | 'at' | 'kind' | 'round'>[];
  readonly findings: readonly (Omit<Finding, 'evidence'> & Record<FindingPart, string> & { readonly evidence: readonly Evidence[]; readonly remedies: readonly Remedy[] })[];
  /** How far the newest attempts came, rung by rung. */
  readonly ladder: readonly (Pick<Step, 'rung' | 'state'> & { readonly text: string; readonly evidence: readonly Evidence[] })[];
  readonly passed: readonly string[];
  readonly watch: WatchReport | null;
  readonly exitCode: 0 | 1;
}

/** Something is wrong when a finding that is more than a guess says so, or when there is no connection, whatever the reason. */
function exitCodeOf(findings: readonly Finding[], connected: boolean): 0 | 1 {
  const wrong = findings.some(({ benign, confidence }) => !benign && confidence !== 'guess');
  return wrong || !connected ? 1 : 0;
}

export function reportOf(check: Check, { profile, origin, watch }: Options): Report {
  const { url, path, namespace, transports } = profile;
  const { phase, transport, sid, ack, why, logs } = check.own.state;
  const entries = check.own.recording.entries();
  const connected = phase === 'connected';
  const findings = check.findings();
  const probes = entries.filter((entry) => entry.kind === 'probe');
  return {
    target: { url, path, namespace, origin, transports },
    connection: { connected, transport, sid, acknowledged: ack.state === 'acknowledged', why: why === null ? null : whyText(why) },
    probes: probes.map(({ source: _source, seq: _seq, at: _at, kind: _kind, round: _round, ...probe }) => probe),
    findings: findings.map((finding) => ({
      ...finding,
      title: findingWords(finding, 'title'),
      cause: findingWords(finding, 'cause'),
      fix: findingWords(finding, 'fix'),
      link: findingWords(finding, 'link'),
      evidence: finding.evidence.flatMap((ref) => evidenceOf(ref, entries)),
      remedies: remediesFor(finding),
    })),
    ladder: check.ladder().map((step) => ({ rung: step.rung, state: step.state, text: stepText(step), evidence: step.evidence.flatMap((ref) => evidenceOf(ref, entries)) })),
    passed: passed(probes, entries, connected),
    watch: watch === null ? null : watchReport(entries, logs.received, watch),
    exitCode: exitCodeOf(findings, connected),
  };
}

function evidenceOf({ seq }: EntryRef, entries: readonly Entry[]): Evidence[] {
  const entry = entries.find((candidate) => candidate.seq === seq);
  return entry === undefined ? [] : [{ seq, at: entry.at, kind: entry.kind, text: entryText(entry) }];
}

function passed(probes: readonly EntryOf<'probe'>[], entries: readonly Entry[], stands: boolean): string[] {
  const answer = (question: EntryOf<'probe'>['question']) => probes.find((probe) => probe.question === question);
  const isOpen = (probe: EntryOf<'probe'> | undefined) => openedSession(probe?.body ?? null)?.revision === 4;
  const connected = stands ? entries.findLast((entry) => entry.kind === 'connected') : undefined;
  const acknowledged = entries.findLast((entry) => entry.kind === 'acknowledged');
  const trip = entries.findLast((entry) => entry.kind === 'heartbeat' && entry.stage === 'answered') as EntryOf<'heartbeat'> | undefined;
  return [
    isOpen(answer('polling')) ? say('terminal_passed_polling') : '',
    answer('websocket')?.outcome === 'opened' ? say('terminal_passed_websocket') : '',
    isOpen(answer('origin')) ? say('terminal_passed_origin', { origin: answer('origin')?.origin ?? '' }) : '',
    answer('sticky')?.status === 200 ? say('terminal_passed_sticky') : '',
    connected === undefined ? '' : say('terminal_passed_connected', { transport: connected.transport }),
    acknowledged === undefined ? '' : acknowledgedText(acknowledged),
    trip === undefined ? '' : say('terminal_passed_heartbeat', { trip: formatMs(trip.roundTripMs ?? 0) }),
  ].filter((line) => line !== '');
}

function acknowledgedText({ afterMs }: EntryOf<'acknowledged'>): string {
  return afterMs === null ? say('terminal_passed_acknowledged') : say('terminal_passed_acknowledgedAfter', { after: formatMs(afterMs) });
}

/** The report as lines of text. */
export function reportLines({ ladder, findings, passed: good, connection, watch, exitCode }: Report): string[] {
  const lines = watch === null ? [] : ['', ...watchLines(watch)];
  if (exitCode === 1) lines.push('', ...ladderLines(ladder));
  lines.push('', ...findings.flatMap((finding) => [...findingLines(finding), '']));
  if (findings.length === 0 && exitCode === 1) {
    lines.push(connection.why === null ? say('terminal_unexplained') : say('terminal_unexplainedBeyond', { why: connection.why }), '');
  }
  if (good.length > 0) lines.push(say('terminal_passed'), ...good.map((line) => `  ✓ ${line}`));
  if (exitCode === 0) lines.push('', say(conclusion(findings)));
  return lines;
}

/** The rungs that were passed in one line, and each other that says something in its own. */
function ladderLines(ladder: Report['ladder']): string[] {
  if (ladder.length === 0) return [];
  const done = ladder.filter(({ rung, state }) => state === 'passed' && rung !== 'allowed').map(({ rung }) => rungName(rung));
  const others = ladder.filter(({ state }) => state === 'failed' || state === 'hidden');
  return [say('ladder_title'), `  ✓ ${done.join(' · ')}`, ...others.map(({ rung, state, text }) => `  ${state === 'failed' ? '✗' : '?'} ${rungName(rung)}: ${text}`)];
}

/** What a connection that works comes to. */
function conclusion(findings: Report['findings']): 'terminal_healthy' | 'terminal_healthyBut' | 'terminal_healthyMaybe' {
  if (findings.length === 0) return 'terminal_healthy';
  return findings.every(({ benign }) => benign) ? 'terminal_healthyBut' : 'terminal_healthyMaybe';
}

function findingLines({ id, title, cause, fix, where, confidence, benign, evidence, link, server, remedies }: Report['findings'][number]): string[] {
  const mark = benign ? '·' : confidence === 'guess' ? '?' : '✗';
  // Of what could be copied, only what is for this very server, so that the sentences stay in sight.
  const own = remedies.filter((remedy) => remedy.server === server);
  return [
    `${mark} ${title} [${id}, ${benign ? say('terminal_harmless') : say(`terminal_confidence_${confidence}`)}]`,
    `  ${say('terminal_cause', { text: cause })}`,
    `  ${say('terminal_fix', { where: say(`terminal_where_${where}`), text: fix })}`,
    ...own.flatMap((remedy) => [`  ${say('terminal_remedy', { title: remedy.title, server: remedy.server })}`, ...remedy.code.split('\n').map((line) => `    ${line}`)]),
    ...(evidence.length === 0 ? [] : [`  ${say('terminal_evidence')}`, ...evidence.map(({ at, text }) => `    ${formatTimeOfDay(at)} ${text}`)]),
    ...(link === '' ? [] : [`  ${say('terminal_link', { link })}`]),
  ];
}
