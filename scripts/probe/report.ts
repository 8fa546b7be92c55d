/** What `npm run probe` says at the end: findings, or what was checked and passed; as text or as one JSON document. */
import { remediesFor, type Remedy } from '../../src/analysis/diagnosis/remedies.ts';
import type { Finding } from '../../src/messaging/finding.ts';
import type { Entry, EntryOf, EntryRef } from '../../src/recording/entry.ts';
import { openedSession } from '../../src/probing/reading.ts';
import { formatMs, formatTimeOfDay } from '../../src/ui/format.ts';
import type { Check } from './check.ts';
import type { Options } from './options.ts';
import { entryText } from './words.ts';
import { watchLines, watchReport, type WatchReport } from './watch-report.ts';
import { whyText } from '../../src/words/why-text.ts';

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
  readonly findings: readonly (Omit<Finding, 'evidence'> & { readonly evidence: readonly Evidence[]; readonly remedies: readonly Remedy[] })[];
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
      evidence: finding.evidence.flatMap((ref) => evidenceOf(ref, entries)),
      remedies: remediesFor(finding),
    })),
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
    isOpen(answer('polling')) ? 'The server answers a handshake by polling.' : '',
    answer('websocket')?.outcome === 'opened' ? 'It lets a WebSocket in.' : '',
    isOpen(answer('origin')) ? `It accepts the origin ${answer('origin')?.origin}.` : '',
    answer('sticky')?.status === 200 ? 'Requests of one session all reach it.' : '',
    connected === undefined ? '' : `The connection stands, by ${connected.transport}.`,
    acknowledged === undefined ? '' : `The server acknowledged it${acknowledged.afterMs === null ? '' : `, after ${formatMs(acknowledged.afterMs)}`}.`,
    trip === undefined ? '' : `It answers heartbeats; the last took ${formatMs(trip.roundTripMs ?? 0)}.`,
  ].filter((line) => line !== '');
}

/** The report as lines of text. */
export function reportLines({ findings, passed: good, connection, watch, exitCode }: Report): string[] {
  const lines = watch === null ? [] : ['', ...watchLines(watch)];
  lines.push('', ...findings.flatMap((finding) => [...findingLines(finding), '']));
  if (findings.length === 0 && exitCode === 1) {
    lines.push(`It did not connect${connection.why === null ? '' : `: ${connection.why}`}. No cause that Holdfast knows fits; the answers above are all there is.`, '');
  }
  if (good.length > 0) lines.push('Checked and in order:', ...good.map((line) => `  ✓ ${line}`));
  if (exitCode === 0) lines.push('', findings.length === 0 ? 'Healthy: nothing is wrong.' : 'Healthy, but for what is said above.');
  return lines;
}

function findingLines({ id, title, cause, fix, where, confidence, benign, evidence, link, server, remedies }: Report['findings'][number]): string[] {
  const mark = benign ? '·' : confidence === 'guess' ? '?' : '✗';
  // Of what could be copied, only what is for this very server, so that the sentences stay in sight.
  const own = remedies.filter((remedy) => remedy.server === server);
  return [
    `${mark} ${title} [${id}, ${benign ? 'harmless' : confidence}]`,
    `  Cause: ${cause}`,
    `  Fix (${where}): ${fix}`,
    ...own.flatMap((remedy) => [`  ${remedy.title} (${remedy.server}):`, ...remedy.code.split('\n').map((line) => `    ${line}`)]),
    ...(evidence.length === 0 ? [] : ['  Evidence:', ...evidence.map(({ at, text }) => `    ${formatTimeOfDay(at)} ${text}`)]),
    ...(link === '' ? [] : [`  More: ${link}`]),
  ];
}
