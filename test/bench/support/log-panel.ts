/** The panel at work on the log lines of a server, and what of its thread and its rows is watched meanwhile. */
import type { CDPSession, Page } from 'puppeteer-core';
import { chooseTab, connectTo, type RunningExtension } from '../../support/extension.ts';

export const GRID = '[role="grid"][aria-label="Server logs"]';

/** For pages that are given functions with functions in them: what runs these files wraps each in a helper that a page lacks. */
export const NAME_HELPER = 'globalThis.__name = (named) => named';

/** Opens the panel as a tab, connected to a server, at its log lines. DevTools themselves are not what is measured. */
export async function openLogs(extension: RunningExtension, url: string): Promise<Page> {
  const panel = await extension.openPanelTab();
  await panel.evaluate(NAME_HELPER);
  await connectTo(panel, url);
  await chooseTab(panel, 'Logs');
  await comeToFront(extension, panel);
  await endAccessibility(panel);
  return panel;
}

/**
 * Puts another tab before the panel and the panel back. Its process was started for a background worker, and Chromium in some
 * starts goes on taking it for one: it then saves memory at any cost, and a panel is at work on that more than on its rows.
 */
async function comeToFront(extension: RunningExtension, panel: Page): Promise<void> {
  const other = await extension.newPage('about:blank');
  await other.bringToFront();
  await panel.bringToFront();
  await other.close();
}

/** Whoever asks for roles, as the steps before did, has the browser keep an accessibility tree from then on, which few have. */
async function endAccessibility(panel: Page): Promise<void> {
  // It is kept for the session that has asked, which is the page's own.
  const { client } = panel.mainFrame() as unknown as { client: CDPSession };
  await client.send('Accessibility.enable');
  await client.send('Accessibility.disable');
}

/** Starts keeping the longest task of a page's thread. */
export async function watchTasks(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watched = globalThis as unknown as { longestTask: number };
    watched.longestTask = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watched.longestTask = Math.max(watched.longestTask, duration);
    }).observe({ type: 'longtask' });
  });
}

/** The longest task since then, in milliseconds. The browser reports those of more than 50 ms alone: 0 when there was none. */
export async function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { longestTask: number }).longestTask);
}

/** Resolves with the time, in epoch milliseconds, at which the list has this many lines. */
export async function shownAt(panel: Page, lines: number): Promise<number> {
  return panel.evaluate(
    async (selector, count) =>
      new Promise<number>((resolve) => {
        const looking = setInterval(() => {
          if (Number(document.querySelector(selector)?.ariaRowCount) < count) return;
          clearInterval(looking);
          resolve(Date.now());
        }, 10);
      }),
    GRID,
    lines,
  );
}

export interface Scrolling {
  readonly frames: number;
  /** The longest time between two frames, in milliseconds. */
  readonly longestFrame: number;
  /** The most row elements that there were in the document. */
  readonly mostRows: number;
  /** Frames in which a row that was in sight was still to be read. */
  readonly blankFrames: number;
}

/** Scrolls the list from end to end, and then as somebody drags its thumb to and fro, one step per frame, `steps` of each. */
export async function scrollThrough(panel: Page, steps: number): Promise<Scrolling> {
  return panel.evaluate(
    async (selector, count) => {
      const grid = document.querySelector<HTMLElement>(selector)!;
      const range = grid.scrollHeight - grid.clientHeight;
      const shares = Array.from({ length: count }, (_, step) => step / (count - 1));
      // Three times down and up again, faster in the middle, as a hand does.
      const dragged = shares.map((share) => (1 - Math.cos(share * Math.PI * 6)) / 2);
      const frame = async () => new Promise<number>((resolve) => { requestAnimationFrame(resolve); });
      let longestFrame = 0;
      let mostRows = 0;
      let blankFrames = 0;
      let last = await frame();
      for (const share of [...shares, ...dragged]) {
        grid.scrollTop = range * share;
        const now = await frame();
        longestFrame = Math.max(longestFrame, now - last);
        last = now;
        const rows = [...grid.querySelectorAll('[role="row"]')];
        mostRows = Math.max(mostRows, rows.length);
        const { top, bottom } = grid.getBoundingClientRect();
        const inSight = rows.map((row) => row.getBoundingClientRect()).filter((box) => box.bottom > top && box.top < bottom);
        // A row that is still to be read is not in the document.
        if (inSight.length < Math.floor(grid.clientHeight / (inSight[0]?.height ?? 1))) blankFrames += 1;
      }
      return { frames: shares.length + dragged.length, longestFrame, mostRows, blankFrames };
    },
    GRID,
    steps,
  );
}

/** How long a search took, in milliseconds from the moment at which its text was put in. */
export interface Search {
  /** Until the rows in sight were results. */
  readonly firstPage: number;
  /** Until all results were in the list. */
  readonly all: number;
}

/** Puts a text into the filter and waits until the list has as many rows as there are lines with it. */
export async function searchLogs(panel: Page, text: string, found: number): Promise<Search> {
  return panel.evaluate(
    async (selector, wanted, count) => {
      const grid = document.querySelector<HTMLElement>(selector)!;
      const box = document.querySelector<HTMLInputElement>('.view:not([hidden]) input[type="search"]')!;
      const began = performance.now();
      box.value = wanted;
      box.dispatchEvent(new Event('input', { bubbles: true }));
      let firstPage = 0;
      for (;;) {
        const now = await new Promise<number>((resolve) => { requestAnimationFrame(resolve); });
        const lines = [...grid.querySelectorAll('[role="row"]')].map(({ textContent }) => textContent ?? '');
        if (firstPage === 0 && lines.length > 20 && lines.every((line) => line.includes(wanted))) firstPage = now - began;
        if (Number(grid.ariaRowCount) === count && (firstPage > 0 || wanted === '')) return { firstPage, all: now - began };
        if (now - began > 120_000) throw new Error(`The list has ${grid.ariaRowCount} of ${count} results.`);
      }
    },
    GRID,
    text,
    found,
  );
}
