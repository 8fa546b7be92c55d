/** A round of probes against a real server, asked with Node's means: its facts are what a test looks at. */
import { nodeAsker } from '../../scripts/probe/node-asker.ts';
import type { ProbeTarget } from '../../src/core/probing/addresses.ts';
import type { Asker } from '../../src/core/probing/asker.ts';
import { runProbes, type ProbeRun } from '../../src/core/probing/run-probes.ts';
import type { FactOf, ProbeQuestion } from '../../src/core/entries/entry.ts';

export interface Probed {
  readonly facts: readonly FactOf<'probing' | 'probe'>[];
  /** The answers to a question, in the order in which they came. */
  readonly to: (question: ProbeQuestion) => readonly FactOf<'probe'>[];
}

interface Options {
  readonly ask?: Asker;
  readonly signal?: AbortSignal;
}

/** Starts a round. */
export function startRound(url: string, target: Partial<ProbeTarget> = {}, { ask = nodeAsker, signal = new AbortController().signal }: Options = {}): Probed & ProbeRun {
  const facts: FactOf<'probing' | 'probe'>[] = [];
  const run = runProbes({ url, path: '/socket.io', query: {}, ...target }, ask, {
    round: 1,
    now: () => performance.timeOrigin + performance.now(),
    record: (fact) => facts.push(fact),
    signal,
  });
  const answers = () => facts.filter((fact) => fact.kind === 'probe');
  return { ...run, facts, to: (question) => answers().filter((fact) => fact.question === question) };
}

/** Runs a round and waits until it has left nothing on the wire. */
export async function probed(...round: Parameters<typeof startRound>): Promise<Probed> {
  const started = startRound(...round);
  await started.settled;
  return started;
}

/** How long the round took, by its own account. */
export function tookMs({ facts }: Probed): number {
  return facts.findLast((fact) => fact.kind === 'probing')?.tookMs ?? Infinity;
}
