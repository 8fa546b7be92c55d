/** Plays one application in one capture, step by step, and says what came of it. */
import { freePort } from '../support/free-port.ts';
import { launchPermitted } from '../support/permitted-extension.ts';
import type { Application } from './application.ts';
import { install, NotInstalled } from './install.ts';
import { Stage } from './stage.ts';
import { STEPS, Unplayed } from './steps.ts';

const CAPTURES = ['network log', 'page hook'] as const;

/** One row of the table. */
export interface Outcome {
  readonly app: string;
  readonly capture: (typeof CAPTURES)[number] | '';
  readonly steps: readonly string[];
  /** Steps that the browser did not let be played, and why. */
  readonly unplayed: readonly string[];
  readonly seen: number;
  readonly recorded: number;
  /** Why it could not be installed, or null. */
  readonly missing: string | null;
  /** What was not as it should be; empty where all was. */
  readonly faults: readonly string[];
}

/** Installs an application where that is needed, and plays it in both captures. */
export async function play(app: Application, onStep: (line: string) => void): Promise<Outcome[]> {
  let folder: string;
  try {
    folder = install(app);
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    return [{ app: app.name, capture: '', steps: [], unplayed: [], seen: 0, recorded: 0, missing: error.message, faults: [] }];
  }
  const outcomes: Outcome[] = [];
  for (const capture of CAPTURES) {
    const extension = await launchPermitted(['http://127.0.0.1/*']);
    try {
      const stage = await Stage.open(app, folder, await freePort(), extension);
      outcomes.push(await playIn(capture, stage, (step) => onStep(`${app.name}, ${capture}: ${step}`)));
    } catch (error) {
      outcomes.push({ app: app.name, capture, steps: [], unplayed: [], seen: 0, recorded: 0, missing: null, faults: [messageOf(error)] });
    } finally {
      await extension.close();
    }
  }
  return outcomes;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function playIn(capture: (typeof CAPTURES)[number], stage: Stage, onStep: (step: string) => void): Promise<Outcome> {
  const { app } = stage;
  const steps: string[] = [];
  const unplayed: string[] = [];
  const faults: string[] = [];
  const isHooked = capture === 'page hook';
  try {
    for (const step of STEPS.filter(({ appliesTo }) => appliesTo(app, stage))) {
      const since = Date.now();
      for (const id of step.explains ?? []) stage.explained.add(id);
      try {
        await step.play(stage, isHooked);
        await stage.judge(since, step.takesServerAway);
        steps.push(step.name);
      } catch (error) {
        if (error instanceof Unplayed) unplayed.push(`${step.name}: ${error.message}`);
        else stage.faults.add(messageOf(error));
      }
      onStep(`${step.name}, ${((Date.now() - since) / 1000).toFixed(1)} s${stage.faults.size === 0 ? '' : `: ${[...stage.faults].join('; ')}`}`);
      faults.push(...[...stage.faults].map((fault) => `${step.name}: ${fault}`));
      stage.faults.clear();
    }
  } finally {
    await stage.close();
  }
  return { app: app.name, capture, steps, unplayed, ...stage.counted, missing: null, faults };
}
