/** What `npm run probe` does: connects as the background would, asks the server, and on request goes on for a while. */
import type { Confidence, Finding } from '../../src/core/entries/finding.ts';
import type { Step } from '../../src/core/entries/ladder.ts';
import type { SessionState } from '../../src/core/session/session.ts';
import { runProbes, type ProbeRun } from '../../src/core/probing/run-probes.ts';
import type { Entry } from '../../src/core/entries/entry.ts';
import type { Options } from './options.ts';
import { nodeAsker } from './node-asker.ts';
import { now, OwnConnection } from './own-connection.ts';

/** How long a first connection may take to come to something. Milliseconds. */
const FIRST_MS = 6_500;
/** A connection that is cut right after it was made is cut within this. Milliseconds. */
const STANDS_MS = 1_000;
/** How often a watch drops the connection and connects again. */
const REFRESHES = 3;

const SURENESS: Readonly<Record<Confidence, number>> = { guess: 0, likely: 1, certain: 2 };

/** It is over, or it stands and the server has acknowledged it, or has let the time for that pass. */
function isDecided({ phase, ack, connects }: SessionState): boolean {
  if (phase === 'failed') return true;
  if (phase === 'disconnected') return connects > 0;
  return phase === 'connected' && (ack.state === 'acknowledged' || ack.state === 'missing');
}

export class Check {
  readonly own: OwnConnection;
  #probes: ProbeRun | null = null;
  /** By id, the surest of each: what was wrong once in a watch was wrong. */
  #findings = new Map<string, Finding>();

  constructor(
    private readonly options: Options,
    onEntry: (entry: Entry) => void,
  ) {
    this.own = new OwnConnection('probe', onEntry);
  }

  findings(): readonly Finding[] {
    return [...this.#findings.values()];
  }

  /** How far the newest attempts came. */
  ladder(): readonly Step[] {
    return this.own.diagnosis().ladders[0]?.steps ?? [];
  }

  /** The connection comes first, because questions that are asked beside it would disturb a server that serves one at a time. */
  async connect(signal: AbortSignal): Promise<void> {
    await this.own.connection.connect(this.options.profile, 'user');
    await this.own.reaches(({ phase, connects }) => phase === 'connected' || phase === 'failed' || connects > 0, FIRST_MS, signal);
    // An ordinary server sends no acknowledgement.
    if (this.own.state.phase === 'connected') await this.own.reaches(isDecided, this.options.profile.timings.ackDeadlineMs, signal);
  }

  async ask(signal: AbortSignal): Promise<void> {
    const { profile, origin } = this.options;
    const connected = this.own.state.phase === 'connected';
    const record = this.own.record.bind(this.own);
    this.#probes = runProbes({ ...profile, pageOrigin: origin, connected }, nodeAsker, { round: 1, now, record, signal });
    await this.#probes.done;
    if (this.own.state.phase === 'connected') await this.own.reaches(({ phase }) => phase !== 'connected', STANDS_MS, signal);
    this.#diagnose();
  }

  /** Stays connected for so long, and between drops the connection and connects again as the refresh of a page would. */
  async watch(seconds: number, signal: AbortSignal): Promise<void> {
    const part = (seconds * 1000) / (REFRESHES + 1);
    const never = () => false;
    for (let refresh = 0; refresh <= REFRESHES && !signal.aborted; refresh += 1) {
      if (refresh > 0) await this.own.connection.connect(this.options.profile, 'user');
      await this.own.reaches(never, part, signal);
      this.#diagnose();
    }
  }

  /** Says goodbye to whatever is still open. */
  async close(): Promise<void> {
    await Promise.all([this.own.connection.close(), this.#probes?.settled]);
  }

  #diagnose(): void {
    for (const finding of this.own.diagnosis().findings) {
      const known = this.#findings.get(finding.id);
      if (known === undefined || SURENESS[finding.confidence] > SURENESS[known.confidence]) this.#findings.set(finding.id, finding);
    }
  }
}
