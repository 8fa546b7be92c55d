/** What is done with every application, and to which of them each of it applies. */
import { freePort } from '../support/free-port.ts';
import { recordedOf } from '../support/tab-recording.ts';
import { until } from '../support/until.ts';
import { startHaproxy } from '../servers/haproxy.ts';
import type { Application } from './application.ts';
import type { Stage } from './stage.ts';

export interface Step {
  readonly name: string;
  readonly appliesTo: (app: Application, stage: Stage) => boolean;
  /** Plays it; the page works in the end. */
  readonly play: (stage: Stage, isHooked: boolean) => Promise<void>;
  /** Findings that it makes true. */
  readonly explains?: readonly string[];
  /** It takes the server away, which is said as long as it is true. */
  readonly takesServerAway?: true;
}

/** The browser did not do what the step needs, which is nobody's fault. */
export class Unplayed extends Error {}

const always = () => true;
/** How long it is waited for that the browser renders a page ahead, and shows it. Milliseconds. */
const AHEAD_MS = 20_000;

/** In this order: what leaves traces comes late, and after a page that was rendered ahead nothing more, as its tab is another target. */
export const STEPS: readonly Step[] = [
  { name: 'load', appliesTo: always, play: load },
  { name: 'ten refreshes', appliesTo: always, play: async (stage) => again(10, async () => stage.reload()) },
  { name: 'Back and Forward', appliesTo: always, play: goBackAndForward, explains: ['page-frozen'] },
  { name: 'frozen', appliesTo: always, play: freeze, explains: ['page-frozen'] },
  { name: 'told', appliesTo: (_, { running }) => running.tell !== undefined, play: hear },
  { name: 'two tabs', appliesTo: always, play: openSecondTab },
  { name: 'service worker', appliesTo: ({ serviceWorker }) => serviceWorker !== undefined, play: passThroughWorker },
  { name: 'HAProxy', appliesTo: ({ balanced }) => balanced === true, play: balance },
  { name: 'restart', appliesTo: always, play: restart, explains: ['server-restarted', 'not-recovered'], takesServerAway: true },
  { name: 'prerendered', appliesTo: always, play: prerender },
];

/** Nothing of the first load is captured by a hook that was switched on in that page. */
async function load(stage: Stage, isHooked: boolean): Promise<void> {
  await stage.visit(stage.url);
  if (!isHooked) return;
  await stage.capture();
  await stage.reload();
}

async function again(times: number, act: () => Promise<void>): Promise<void> {
  for (let time = 0; time < times; time += 1) await act();
}

async function goBackAndForward(stage: Stage): Promise<void> {
  await stage.visit(stage.elsewhere);
  await again(5, async () => {
    for (const go of ['goBack', 'goForward'] as const) {
      await stage.settle();
      await stage.page[go]();
      await stage.returned('the cache');
    }
  });
  await stage.visit(stage.url);
}

/** Not every page that is frozen says so: the network log tells of it by its sockets alone. */
async function freeze(stage: Stage): Promise<void> {
  const states = async () => (await recordedOf(stage.panel)).filter(({ kind }) => kind === 'page-state').length;
  const before = await states();
  const session = await stage.page.createCDPSession();
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await until(async () => (await states()) > before, { timeout: 3_000 }).catch(() => undefined);
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await session.detach();
  await stage.returned('the cache');
}

/** Twice, one after the other: what comes at once may be taken for one change. */
async function hear(stage: Stage): Promise<void> {
  await again(2, async () => {
    await stage.shows(await stage.running.tell!());
    await stage.settle();
  });
}

async function openSecondTab(stage: Stage): Promise<void> {
  const second = await stage.extension.newPage(stage.url);
  await stage.ready(second);
  await second.close();
  await stage.page.bringToFront();
}

async function passThroughWorker(stage: Stage): Promise<void> {
  const path = JSON.stringify(stage.app.serviceWorker);
  await stage.page.evaluate(`navigator.serviceWorker.register(${path}, { scope: '/' }).then(() => navigator.serviceWorker.ready).then(() => true)`);
  await stage.shows('navigator.serviceWorker.controller !== null');
  await again(3, async () => stage.reload());
  await stage.page.evaluate('navigator.serviceWorker.getRegistration().then((registration) => registration.unregister())');
  await stage.reload();
}

async function prerender(stage: Stage): Promise<void> {
  const url = `${stage.elsewhere}${stage.elsewhere.includes('?') ? '&' : '?'}ahead`;
  await stage.settle();
  await stage.witness.lookAway();
  await stage.page.evaluate(`{
    const rules = document.createElement('script');
    rules.type = 'speculationrules';
    rules.text = ${JSON.stringify(JSON.stringify({ prerender: [{ source: 'list', urls: [url], eagerness: 'immediate' }] }))};
    document.head.append(rules);
  }`);
  const isAhead = async () => (await recordedOf(stage.panel)).some((entry) => entry.kind === 'document' && entry.url === url);
  const refused = () => {
    throw new Unplayed('the browser rendered no page ahead');
  };
  await until(isAhead, { timeout: AHEAD_MS }).catch(refused);
  await stage.page.evaluate(`void setTimeout(() => (location.href = ${JSON.stringify(url)}))`);
  await stage.shows("performance.getEntriesByType('navigation')[0].activationStart > 0", AHEAD_MS).catch(refused);
  await stage.ready();
}

async function balance(stage: Stage, isHooked: boolean): Promise<void> {
  const since = Date.now();
  const others = [await stage.start(await freePort()), await stage.start(await freePort())];
  const proxy = await startHaproxy(others.map(({ url }) => Number(new URL(url).port)));
  const own = stage.running;
  try {
    if (isHooked) await stage.captureAlso(proxy.url);
    await stage.visit(proxy.url + stage.app.path);
    await again(3, async () => stage.reload());
    await stage.judge(since);
    await stage.visit(own.url + stage.app.path);
  } finally {
    await proxy.close();
    for (const other of others) await other.close();
  }
}

async function restart(stage: Stage): Promise<void> {
  await stage.running.close();
  const isLost = async () => stage.witness.open.length === 0 && (await stage.openSockets()) === 0;
  await until(isLost, { describe: 'the page to lose its sockets' });
  stage.running = await stage.start(stage.port);
  await stage.returned('its absence');
}
