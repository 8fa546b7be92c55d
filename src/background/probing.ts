/**
 * When servers are probed: on request, and by itself once per series of failures. There is one round at a time per source;
 * a request while one runs joins it.
 */
import { BRIEF_MS } from '../core/session/policy.ts';
import type { ProbeTarget } from '../core/probing/addresses.ts';
import type { Asker } from '../core/probing/asker.ts';
import { runProbes } from '../core/probing/run-probes.ts';
import type { Entry, FactOf } from '../core/entries/entry.ts';
import { backgroundAsker } from '../connection/prober.ts';
import { wallClock } from '../connection/wall-clock.ts';

interface Round {
  readonly done: Promise<void>;
  readonly abort: AbortController;
}

export class Probing {
  #rounds = new Map<string, Round>();
  /** The sources whose present series of failures has had its round. */
  #probed = new Set<string>();
  #count = 0;

  constructor(
    private readonly record: (source: string, fact: FactOf<'probing' | 'probe'>) => void,
    private readonly ask: Asker = backgroundAsker,
  ) {}

  /** Asks the server all that a diagnosis wants to know, and resolves when the answers are recorded. */
  async diagnose(source: string, target: ProbeTarget): Promise<void> {
    const underway = this.#rounds.get(source);
    if (underway !== undefined) return underway.done;
    const abort = new AbortController();
    const { done } = runProbes(target, this.ask, {
      round: (this.#count += 1),
      now: wallClock,
      record: (fact) => this.record(source, fact),
      signal: abort.signal,
    });
    const round = { done: done.finally(() => this.#rounds.delete(source)), abort };
    this.#rounds.set(source, round);
    return round.done;
  }

  /**
   * Follows a connection's entries, and diagnoses when an attempt fails for the first time since somebody asked for the
   * connection, or since it last stood. `target` is asked for only then.
   */
  onEntry(entry: Entry, target: () => ProbeTarget | null): void {
    if (startsAnew(entry)) this.#probed.delete(entry.source);
    if (!isFailure(entry) || this.#probed.has(entry.source)) return;
    const asked = target();
    if (asked === null) return;
    this.#probed.add(entry.source);
    void this.diagnose(entry.source, asked);
  }

  /** Ends a source's round at once, because its recording is going. */
  forget(source: string): void {
    this.#rounds.get(source)?.abort.abort();
    this.#probed.delete(source);
  }
}

function startsAnew(entry: Entry): boolean {
  if (entry.kind === 'intent') return entry.by !== 'policy';
  return entry.kind === 'closed' && entry.stood && entry.livedMs >= BRIEF_MS;
}

/** An attempt that failed, or a connection that ended without a goodbye before it stood. */
function isFailure(entry: Entry): boolean {
  return entry.kind === 'connect-failed' || (entry.kind === 'closed' && entry.goodbye === 'none' && entry.livedMs < BRIEF_MS);
}
