/** What the benchmarks of one run share: its sizes, the builds, and browser profiles that hold a recording of a given length. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'puppeteer-core';
import { launchExtension, type RunningExtension } from '../../support/extension.ts';
import type { Bench } from './bench-page.ts';
import { buildVariants, type Variant } from './builds.ts';

/** The recording that is filled and measured: that of the profile which is there from the beginning. */
export const SOURCE = 'default';

export interface Workshop {
  readonly rounds: number;
  /** How many of what a benchmark counts: as many as it asks for, or fewer in a run for trying out. */
  readonly size: (full: number) => number;
  /** Starts a browser with one of the extensions, whose archive holds so many lines. `attached` debugs the background. */
  readonly launch: (variant: Variant, setup?: { lines?: number; attached?: boolean }) => Promise<BenchBrowser>;
}

export interface BenchBrowser extends RunningExtension {
  /** The extension's page for the benchmarks. */
  readonly bench: Page;
}

/** Calls one of the functions of the bench page. */
export async function inBench<K extends keyof Bench>(page: Page, name: K, ...args: Parameters<Bench[K]>): Promise<Awaited<ReturnType<Bench[K]>>> {
  return page.evaluate(
    async (called, given) => (globalThis as unknown as { bench: Record<string, (...args: unknown[]) => unknown> }).bench[called]!(...given) as never,
    name,
    args,
  );
}

/** Runs `work` in a workshop, and puts everything away after it, the browsers too. */
export async function inWorkshop(options: { rounds: number; size: number | null }, work: (workshop: Workshop) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-bench-'));
  const running = new Set<BenchBrowser>();
  const filled = new Map<number, string>();
  try {
    const builds = await buildVariants(folder);
    let profiles = 0;
    const newProfile = () => path.join(folder, `profile-${(profiles += 1)}`);

    const start = async (variant: Variant, userDataDir: string, attached: boolean): Promise<BenchBrowser> => {
      const extension = await launchExtension({ dist: builds[variant], userDataDir, leaveWorkerAlone: !attached });
      const bench = await extension.newPage(`chrome-extension://${extension.extensionId}/bench.html`);
      const started: BenchBrowser = {
        ...extension,
        bench,
        close: async () => {
          running.delete(started);
          await extension.close();
          await rm(userDataDir, { recursive: true, force: true });
        },
      };
      running.add(started);
      return started;
    };

    /** A browser profile whose archive holds the lines. Each length is written once and copied from then on. */
    const profileOf = async (lines: number): Promise<string> => {
      let master = filled.get(lines);
      if (master === undefined) {
        master = newProfile();
        const extension = await launchExtension({ dist: builds.holdfast, userDataDir: master });
        const bench = await extension.newPage(`chrome-extension://${extension.extensionId}/bench.html`);
        await inBench(bench, 'fill', SOURCE, lines);
        await extension.close();
        filled.set(lines, master);
      }
      const copy = newProfile();
      await cp(master, copy, { recursive: true, filter: (file) => !path.basename(file).startsWith('Singleton') });
      return copy;
    };

    const workshop: Workshop = {
      rounds: options.rounds,
      size: (full) => Math.min(full, options.size ?? full),
      launch: async (variant, { lines = 0, attached = false } = {}) => start(variant, lines === 0 ? newProfile() : await profileOf(lines), attached),
    };
    await work(workshop);
  } finally {
    for (const browser of running) await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}
