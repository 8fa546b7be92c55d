/** `npm run probe` against every server that fails by itself, and every healthy one: it must say what the extension says. */
import { describe, expect, it } from 'vitest';
import { Check } from '../../scripts/probe/check.ts';
import { PROBE_TIMINGS, type Options } from '../../scripts/probe/options.ts';
import { reportOf, type Report } from '../../scripts/probe/report.ts';
import { healthy } from '../scenarios/healthy.ts';
import { scenarios } from '../scenarios/index.ts';
import type { Stage } from '../scenarios/scenario.ts';
import { profileFor } from '../support/profile.ts';
import { EXTENSION_ORIGIN } from '../support/recorded-connection.ts';

/** What shows only after a while, and so in a watch or in the extension. */
const SLOW = new Set(['idle-cut', 'heartbeat-late']);

/** What the command would report of a running server. */
async function report({ url, changes }: Stage): Promise<Report> {
  const options: Options = { profile: profileFor(url, { ...changes, timings: { ...PROBE_TIMINGS, ...changes?.timings } }), origin: EXTENSION_ORIGIN, json: true, watch: null };
  const check = new Check(options, () => {});
  const { signal } = new AbortController();
  await check.connect(signal);
  await check.ask(signal);
  const told = reportOf(check, options);
  await check.close();
  return told;
}

describe('npm run probe names', () => {
  it.concurrent.for(scenarios.map((scenario) => [`${scenario.id}: ${scenario.name}`, scenario] as const))('%s', async ([, { id, start }], { skip }) => {
    const stage = await start();
    try {
      // What has to be driven there does not show in a probe.
      if (stage.drive !== undefined || SLOW.has(id)) skip();
      const { findings, exitCode } = await report(stage);
      const told = findings.map((finding) => `${finding.id}, ${finding.confidence}`);
      expect(findings[0]?.id, told.join('; ')).toBe(id);
      expect(exitCode).toBe(findings[0]?.benign === true ? 0 : 1);
      for (const { evidence } of findings) expect(evidence.length).toBeGreaterThan(0);
    } finally {
      await stage.close();
    }
  });
});

describe('npm run probe finds nothing wrong with', () => {
  it.concurrent.for(healthy.map((scenario) => [scenario.name, scenario] as const))('%s', async ([, { start }]) => {
    const stage = await start();
    try {
      const { findings, exitCode, connection } = await report(stage);
      expect(findings.filter(({ confidence }) => confidence !== 'guess').map((finding) => finding.id)).toEqual([]);
      expect(connection).toMatchObject({ connected: true, acknowledged: true });
      expect(exitCode).toBe(0);
    } finally {
      await stage.close();
    }
  });
});
