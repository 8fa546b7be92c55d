/**
 * Screenshots of every state into artifacts/playground/shots, and axe over each: `npx tsx test/playground/screenshots.ts`
 * (words after it choose the states). Ends with 1 when axe finds something serious, or a page reports an error.
 */
import { createServer } from 'node:http';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type Axe from 'axe-core';
import puppeteer, { type ElementHandle, type Page } from 'puppeteer-core';
import { createRedactor } from '../../src/core/redaction/redactor.ts';
import { writeNdjson } from '../../src/core/files/write-ndjson.ts';
import { fileOf, shared } from '../unit/core/files/files.ts';
import { buildPlayground, PLAYGROUND } from './build.ts';
import { STATES } from './fixtures.ts';

interface Shot {
  readonly name: string;
  readonly view: 'panel' | 'popup';
  readonly state: string;
  readonly theme: 'light' | 'dark';
  readonly width: number;
  readonly height: number;
  readonly act?: (page: Page) => Promise<void>;
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const click = (selector: string) => async (page: Page) => {
  await page.click(selector);
};
const toLogs = click('#tab-logs');

/** Opens the packet that a filter finds. */
const openMessage = (query: string) => async (page: Page) => {
  await page.click('#tab-messages');
  await page.type('input[aria-label="Filter"]', query);
  await page.focus('[role=grid]');
  for (const key of ['Home', 'Enter'] as const) await page.keyboard.press(key);
};

function messageShots(state: string): Shot[] {
  const list: Shot[] = [];
  const shot = (name: string, theme: Shot['theme'], width: number, act: Shot['act'], height = 640) =>
    list.push({ name: `messages-${name}-${theme}-${width}`, view: 'panel', state, theme, width, height, ...(act === undefined ? {} : { act }) });
  const open = click('#tab-messages');
  const hostile = state === 'hostile-messages';
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [300, 800, 1400]) shot(hostile ? 'hostile' : 'all', theme, width, open);
    shot(hostile ? 'hostile-deep' : 'avatar', theme, 1400, openMessage(hostile ? 'event:deep' : 'event:avatar'), 900);
    shot(hostile ? 'hostile-long' : 'scores', theme, hostile ? 800 : 300, openMessage(hostile ? 'size:>100k' : 'event:scores'), 900);
  }
  if (hostile) {
    for (const query of ['event:wide', 'type:malformed', 'event:__proto__', 'img']) shot(`hostile-${query.replace(/\W/g, '')}`, 'light', 1400, openMessage(query), 800);
    return list;
  }
  const highlight = async (page: Page) => {
    await openMessage('event:chat*')(page);
    await page.click('button[title^="Shows every packet"]');
    await page.click('.message-tools button[title="Next match"]');
  };
  const mistake = async (page: Page) => {
    await open(page);
    await page.type('input[aria-label="Filter"]', 'dir:out foo:bar');
  };
  for (const theme of ['light', 'dark'] as const) {
    shot('highlight', theme, 1400, highlight);
    shot('help', theme, 800, async (page) => {
      await open(page);
      await page.click('button[title="Filter language"]');
    });
    shot('saved', theme, 300, async (page) => {
      await page.evaluate(() => localStorage.setItem('message-filters', JSON.stringify([{ name: 'Unanswered', query: 'ack:pending' }, { name: 'Large from the server', query: 'dir:in size:>1k -event:scores' }])));
      await page.reload();
      await page.waitForSelector('[aria-label="Server URL"]');
      await open(page);
      await page.click('button[title="Saved filters"]');
    });
    shot('mistake', theme, 800, mistake);
  }
  return list;
}

/** Picks the bars between two shares of a histogram's width. */
const brush = (tab: string, from: number, to: number) => async (page: Page) => {
  await page.click(tab);
  const box = await page.$eval('.histogram-plot', (plot) => plot.getBoundingClientRect().toJSON() as { x: number; y: number; width: number });
  await page.mouse.move(box.x + box.width * from, box.y + 12);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, box.y + 12, { steps: 4 });
  await page.mouse.up();
};

function trafficShots(): Shot[] {
  const list: Shot[] = [];
  const groupBy = (grouping: string) => async (page: Page) => {
    await page.click('#tab-statistics');
    await page.select('select[aria-label="Group by"]', grouping);
  };
  for (const theme of ['light', 'dark'] as const) {
    for (const width of [300, 800, 1400]) {
      const shot = (name: string, act: Shot['act'], height = 640) => list.push({ name: `${name}-${theme}-${width}`, view: 'panel', state: 'traffic', theme, width, height, ...(act === undefined ? {} : { act }) });
      shot('statistics-event', groupBy('event'));
      shot('histogram-logs', brush('#tab-logs', 0.5, 0.7));
      shot('histogram-messages', brush('#tab-messages', 0.9, 0.4));
      if (width !== 300) for (const grouping of ['namespace', 'level']) shot(`statistics-${grouping}`, groupBy(grouping), 480);
    }
    list.push({ name: `statistics-empty-${theme}`, view: 'panel', state: 'empty', theme, width: 800, height: 400, act: click('#tab-statistics') });
  }
  return list;
}

/** The export dialog, and a recording that was opened from a file. */
function sharingShots(): Shot[] {
  const openDialog = async (page: Page) => {
    await page.click('#tab-messages');
    await page.click('::-p-aria(Export…[role="button"])');
  };
  const save = async (page: Page) => {
    await openDialog(page);
    await page.click('dialog [type=submit]');
    await page.waitForFunction(() => document.querySelector('.export-outcome')?.textContent?.includes('Saved'));
  };
  const openFile = (tab: string, file: string) => async (page: Page) => {
    const input = (await page.$('.recordings input[type=file]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(`${PLAYGROUND}/${file}`);
    await page.waitForSelector('.opened-banner');
    await page.click(`#tab-${tab}`);
  };
  const refuse = async (page: Page) => {
    const input = (await page.$('.recordings input[type=file]')) as ElementHandle<HTMLInputElement>;
    await input.uploadFile(`${PLAYGROUND}/panel.html`);
    await page.waitForFunction(() => document.querySelector('.recordings .field-error')?.textContent !== '');
  };
  return (['light', 'dark'] as const).flatMap((theme) =>
    [300, 1100].flatMap((width) =>
      Object.entries({ dialog: openDialog, saved: save, messages: openFile('messages', 'recording.ndjson'), sockets: openFile('page-sockets', 'recording.ndjson'), logs: openFile('logs', 'broken.ndjson'), refused: refuse }).map(
        ([name, act]): Shot => ({ name: `sharing-${name}-${theme}-${width}`, view: 'panel', state: 'messages', theme, width, height: 700, act }),
      ),
    ),
  );
}

/** Files for the shots, with what a state has recorded. */
async function writeRecordings(): Promise<void> {
  const state = STATES['messages']!(Date.now());
  const recordings = [state.entries, state.page ?? []].map((entries) => shared(entries, { name: 'Local server' }));
  const text = await fileOf(writeNdjson, recordings, createRedactor());
  await writeFile(`${PLAYGROUND}/recording.ndjson`, text);
  await writeFile(`${PLAYGROUND}/broken.ndjson`, text.slice(0, text.length * 0.7));
}

function shots(state: string): Shot[] {
  if (state === 'traffic') return trafficShots();
  if (state === 'sharing') return sharingShots();
  if (state.includes('messages')) return messageShots(state);
  const list: Shot[] = [];
  for (const theme of ['light', 'dark'] as const) {
    list.push({ name: `popup-${state}-${theme}`, view: 'popup', state, theme, width: 396, height: 600 });
    list.push({ name: `panel-${state}-${theme}-1400`, view: 'panel', state, theme, width: 1400, height: 900 });
    list.push({ name: `logs-${state}-${theme}-1400`, view: 'panel', state, theme, width: 1400, height: 600, act: toLogs });
  }
  for (const width of [300, 800, 2000]) {
    list.push({ name: `panel-${state}-light-${width}`, view: 'panel', state, theme: 'light', width, height: 800 });
    list.push({ name: `logs-${state}-dark-${width}`, view: 'panel', state, theme: 'dark', width, height: 600, act: toLogs });
  }
  const openLine = async (page: Page) => {
    await toLogs(page);
    await page.focus('[role=grid]');
    for (const key of ['ArrowUp', 'ArrowUp', 'Enter'] as const) await page.keyboard.press(key);
  };
  if (state === 'busy' || state === 'hostile') {
    list.push({ name: `line-${state}-light-1400`, view: 'panel', state, theme: 'light', width: 1400, height: 600, act: openLine });
    list.push({ name: `line-${state}-dark-300`, view: 'panel', state, theme: 'dark', width: 300, height: 700, act: openLine });
  }
  if (state === 'findings') {
    const openAll = async (page: Page) => {
      await page.$$eval('.finding-more', (parts) => parts.forEach((part) => part.setAttribute('open', '')));
    };
    const toPage = click('#tab-page-sockets');
    for (const theme of ['light', 'dark'] as const) {
      list.push({ name: `findings-open-${theme}-1400`, view: 'panel', state, theme, width: 1400, height: 1500, act: openAll });
      list.push({ name: `findings-page-${theme}-1000`, view: 'panel', state, theme, width: 1000, height: 800, act: toPage });
    }
    list.push({ name: 'findings-open-light-300', view: 'panel', state, theme: 'light', width: 300, height: 1800, act: openAll });
  }
  if (state === 'forwarding') {
    const editForwarding = async (page: Page) => {
      await page.click('.connection-actions button:nth-of-type(2)');
      await page.$eval('input[name="forwarding.url"]', (box) => box.closest('fieldset')?.scrollIntoView());
    };
    for (const theme of ['light', 'dark'] as const) {
      list.push({ name: `editor-forwarding-${theme}-1000`, view: 'panel', state, theme, width: 1000, height: 640, act: editForwarding });
    }
    list.push({ name: 'editor-forwarding-light-300', view: 'panel', state, theme: 'light', width: 300, height: 700, act: editForwarding });
  }
  if (state === 'busy') {
    const edit = click('.connection-actions button:nth-of-type(2)');
    for (const theme of ['light', 'dark'] as const) {
      list.push({ name: `editor-${theme}-1000`, view: 'panel', state, theme, width: 1000, height: 800, act: edit });
    }
    const editConnectAs = async (page: Page) => {
      await edit(page);
      await page.type('textarea[name="connectAs.headers"]', 'x');
      await page.click('dialog [type=submit]');
      await page.$eval('input[name="connectAs.origin"]', (box) => box.closest('fieldset')?.scrollIntoView());
    };
    for (const theme of ['light', 'dark'] as const) {
      list.push({ name: `editor-connect-as-${theme}-1000`, view: 'panel', state, theme, width: 1000, height: 640, act: editConnectAs });
    }
    list.push({ name: 'editor-light-300', view: 'panel', state, theme: 'light', width: 300, height: 700, act: edit });
    const bad = async (page: Page) => {
      await page.click('input[aria-label="Server URL"]', { clickCount: 3 });
      await page.keyboard.type('bad');
      await page.keyboard.press('Enter');
    };
    list.push({ name: 'panel-error-light-800', view: 'panel', state, theme: 'light', width: 800, height: 400, act: bad });
    list.push({ name: 'popup-error-light', view: 'popup', state, theme: 'light', width: 396, height: 600, act: bad });
  }
  return list;
}

async function serve(): Promise<{ url: string; close: () => void }> {
  const types: Record<string, string> = { html: 'text/html', css: 'text/css', js: 'text/javascript' };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    readFile(PLAYGROUND + path).then(
      (body) => response.setHeader('content-type', types[path.split('.').at(-1) ?? ''] ?? 'text/plain').end(body),
      // A favicon, which nobody drew for the playground.
      () => response.writeHead(204).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

async function take(page: Page, base: string, shot: Shot): Promise<string[]> {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`page error: ${String(error)}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('favicon')) problems.push(`console: ${message.text()}`);
  });
  await page.setViewport({ width: shot.width, height: shot.height });
  await page.goto(`${base}/${shot.view}.html?view=${shot.view}&state=${shot.state}&theme=${shot.theme}`);
  await page.waitForSelector('[aria-label="Server URL"]');
  await shot.act?.(page);
  await new Promise((resolve) => setTimeout(resolve, 150));
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overflow > 0) problems.push(`wider than the window by ${overflow} px`);
  await page.screenshot({ path: `${PLAYGROUND}/shots/${shot.name}.png` });
  await page.evaluate(await readFile(axePath, 'utf8'));
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, impact, nodes }) => `${impact ?? ''} ${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 140)} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
  });
  return [...problems, ...found];
}

const wanted = process.argv.slice(2);
await buildPlayground();
await mkdir(`${PLAYGROUND}/shots`, { recursive: true });
await writeRecordings();
const server = await serve();
const browser = await puppeteer.launch({
  executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  for (const state of wanted.length > 0 ? wanted : [...Object.keys(STATES), 'sharing']) {
    for (const shot of shots(state)) {
      const page = await browser.newPage();
      const problems = await take(page, server.url, shot);
      await page.close();
      for (const problem of problems) console.log(`${shot.name}: ${problem}`);
      if (problems.some((problem) => !/^(minor|moderate) /.test(problem))) process.exitCode = 1;
    }
  }
} finally {
  await browser.close();
  server.close();
}
