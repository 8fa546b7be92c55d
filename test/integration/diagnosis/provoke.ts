/** Connects to the server of a scenario, and holds what is recorded and diagnosed against what the scenario says. */
import { expect, it } from 'vitest';
import type { Finding } from '../../../src/core/entries/finding.ts';
import type { Entry } from '../../../src/core/entries/entry.ts';
import type { Scenario, Sign } from '../../scenarios/scenario.ts';
import { recordedConnection, type RecordedConnection } from '../../support/recorded-connection.ts';
import { until } from '../../support/until.ts';

/** The findings that a reader would take for the truth, and be alarmed by. */
export function alarming(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ confidence, benign }) => confidence !== 'guess' && !benign).map(({ id }) => id);
}

/** Waits until `id` is the first finding, beside which none may be told with any confidence, and looks up its evidence. */
export async function expectFinding({ entries, reaches }: RecordedConnection, id: string): Promise<void> {
  const { findings } = await reaches(`${id} as the only finding beside guesses`, (view) => view.findings[0]?.id === id && alarming(view.findings.slice(1)).length === 0, 40_000);
  const { evidence } = findings[0]!;
  expect(evidence).not.toEqual([]);
  for (const { source, seq } of evidence) expect(entries[seq]).toMatchObject({ source, seq });
}

/** Defines one test for each scenario. */
export function provoke(scenarios: readonly Scenario[]): void {
  it.concurrent.for(scenarios.map((scenario) => [`${scenario.id}: ${scenario.name}`, scenario] as const))('%s', async ([, { id, signs, needsProbe, start }]) => {
    const stage = await start();
    const connection = recordedConnection(stage.url, stage.changes);
    try {
      await connection.connect();
      await stage.drive?.(connection);
      await until(() => missing(signs, connection.entries).length === 0, {
        timeout: 40_000,
        describe: () => `entries like ${JSON.stringify(missing(signs, connection.entries))} among\n${connection.entries.map((entry) => JSON.stringify(entry)).join('\n')}`,
      });
      if (needsProbe !== true) await expectFinding(connection, id);
    } finally {
      await connection.disconnect();
      await stage.close();
    }
  });
}

function missing(signs: readonly Sign[], entries: readonly Entry[]): readonly Sign[] {
  return signs.filter((sign) => {
    const matcher = expect.objectContaining(sign) as { asymmetricMatch(value: unknown): boolean };
    return !entries.some((entry) => matcher.asymmetricMatch(entry));
  });
}
