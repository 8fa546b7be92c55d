/** Connects to the server of a scenario, and holds what is recorded and diagnosed against what the scenario says. */
import { expect, it } from 'vitest';
import type { Entry } from '../../../src/recording/entry.ts';
import type { Scenario, Sign } from '../../scenarios/scenario.ts';
import { recordedConnection } from '../../support/recorded-connection.ts';
import { until } from '../../support/until.ts';

/** Defines one test for each scenario. */
export function provoke(scenarios: readonly Scenario[]): void {
  it.concurrent.for(scenarios.map((scenario) => [`${scenario.id}: ${scenario.name}`, scenario] as const))('%s', async ([, { signs, start }]) => {
    const stage = await start();
    const connection = recordedConnection(stage.url, stage.changes);
    try {
      await connection.connect();
      await stage.drive?.(connection);
      await until(() => missing(signs, connection.entries).length === 0, {
        timeout: 20_000,
        describe: () => `entries like ${JSON.stringify(missing(signs, connection.entries))} among\n${connection.entries.map((entry) => JSON.stringify(entry)).join('\n')}`,
      });
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
