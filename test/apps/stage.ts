/** An application on the stage: its page, the real panel beside it, and what each step of a play needs of them. */
import type { Frame, Page } from 'puppeteer-core';
import { sendCommand } from '../support/command.ts';
import { pressButton } from '../support/compose.ts';
import { chooseTab, type RunningExtension } from '../support/extension.ts';
import { recordedOf, watchRecording } from '../support/tab-recording.ts';
import { until } from '../support/until.ts';
import type { Application, RunningApplication } from './application.ts';
import type { EngineWitness, Session } from './engine-witness.ts';
import { compareFrames, compareSessions, compareStates, findingsIn, toldBy, type Counts, type Told } from './judge.ts';
import { Witness, type SeenSocket } from './witness.ts';

/** How long a page, or what is recorded of it, is waited for. Milliseconds. */
const READY_MS = 60_000;
const SETTLED_MS = 60_000;
/** How long it is waited for that a page connects again by itself. */
const RETURN_MS = 10_000;

export class Stage {
  running!: RunningApplication;
  /** What was not as it should be, each once. */
  readonly faults = new Set<string>();
  /** Frames or messages up to the last judgement. */
  counted = { seen: 0, recorded: 0 };
  /** Findings that a step has made true. */
  readonly explained = new Set<string>();
  readonly #known = new Set<string>();
  readonly #staysAway = new Set<string>();
  readonly #engines: EngineWitness[] = [];

  private constructor(
    readonly app: Application,
    readonly folder: string,
    readonly port: number,
    readonly extension: RunningExtension,
    readonly page: Page,
    readonly panel: Frame,
    readonly witness: Witness,
  ) {}

  /** Starts the application and opens an empty page with the panel. */
  static async open(app: Application, folder: string, port: number, extension: RunningExtension): Promise<Stage> {
    const page = await extension.newPage('about:blank');
    const panel = await extension.openPanel(page);
    await watchRecording(panel);
    const stage = new Stage(app, folder, port, extension, page, panel, await Witness.of(page));
    page.on('pageerror', (error) => stage.faults.add(`the page threw ${String(error)}`));
    page.on('dialog', (dialog) => void dialog.accept().catch(() => undefined));
    stage.running = await stage.start(port);
    return stage;
  }

  /** Starts the application, once more where it stands already, and hears what its server says. */
  async start(port: number): Promise<RunningApplication> {
    const running = await this.app.start(this.folder, port);
    if (running.engine !== undefined) this.#engines.push(running.engine);
    return running;
  }

  async close(): Promise<void> {
    await this.page.close().catch(() => undefined);
    await this.running.close();
  }

  get url(): string {
    return this.running.url + this.app.path;
  }

  get elsewhere(): string {
    return this.running.url + this.app.elsewhere;
  }

  /** Captures the site of the page that is shown by the page hook, as its user does. */
  async capture(): Promise<void> {
    await chooseTab(this.panel, 'Page sockets');
    await pressButton(this.panel, 'Capture this site');
    await this.panel.waitForSelector('aria/Stop capturing this site[role="button"]');
  }

  /** Captures another site too, in which nothing is shown yet. */
  async captureAlso(origin: string): Promise<void> {
    await sendCommand(this.panel, { type: 'hook-site', id: 1, origin, on: true });
  }

  /** Goes to an address, and waits until the page there works. */
  async visit(url: string): Promise<void> {
    // Before the first page nothing stands.
    if (this.page.url() !== 'about:blank') await this.settle();
    await this.page.goto(url, { timeout: READY_MS });
    await this.ready();
  }

  /** The browser empties its log with the page, so what it says is read before. */
  async reload(): Promise<void> {
    await this.settle();
    await this.page.reload({ timeout: READY_MS });
    await this.ready();
  }

  /**
   * Waits until the page works again after its sockets were lost in this way. One that does not connect again by itself is
   * loaded anew, as its user would.
   */
  async returned(from: 'the cache' | 'its absence'): Promise<void> {
    if (!this.#staysAway.has(from)) {
      const isBack = await this.ready(this.page, RETURN_MS).then(() => true, () => false);
      if (isBack) return;
      this.#staysAway.add(from);
    }
    await this.reload();
  }

  /** Waits until the page's sockets stand and have been used. */
  async ready(page = this.page, timeout = READY_MS): Promise<void> {
    const { ready, stand } = this.app;
    let seen = '';
    const isReady = async () => {
      const holds = await this.#holds(ready, page);
      const standing = page === this.page && !this.witness.wasBlind(Date.now()) ? this.witness.open.filter(({ answered }) => answered).length : stand.sockets;
      seen = `its page ${holds ? 'is ready' : 'is not ready'}, ${standing} of ${stand.sockets} WebSockets stand`;
      return holds && standing >= stand.sockets;
    };
    await until(isReady, { timeout, describe: () => `the page at ${page.url()}: ${seen}` });
  }

  async shows(expression: string, timeout = READY_MS): Promise<void> {
    await until(async () => this.#holds(expression, this.page), { timeout, describe: `${expression} in the page` });
  }

  /** A page that was rendered ahead has another target, which the panel is told of and the page's handle may lose. */
  async #holds(expression: string, page: Page): Promise<boolean> {
    const asked = `Boolean(${expression})`;
    if (page !== this.page || !this.witness.wasBlind(Date.now())) return page.evaluate(asked).then(Boolean, () => false);
    return this.panel.evaluate((text) => {
      const { chrome } = globalThis as unknown as { chrome: { devtools: { inspectedWindow: { eval(expression: string, done: (value: unknown) => void): void } } } };
      return new Promise<boolean>((resolve) => chrome.devtools.inspectedWindow.eval(text, (value) => resolve(value === true)));
    }, asked);
  }

  /** How many sockets are shown as open. */
  async openSockets(): Promise<number> {
    return toldBy(await recordedOf(this.panel)).sockets.filter(({ phase }) => phase === 'open').length;
  }

  /** Waits until what was seen up to now is recorded as it was, and notes what is not. */
  async settle(): Promise<void> {
    const frames = new Map(this.witness.sockets.map((socket) => [socket, counts(socket)]));
    const messages = new Map(this.#sessions().map(([id, session]) => [id, counts(session)]));
    let faults: string[] = [];
    const isRight = async () => {
      // What was noted before is waited for no more.
      faults = this.#compare(toldBy(await recordedOf(this.panel)), frames, messages).filter((fault) => !this.#known.has(fault));
      return faults.length === 0;
    };
    await until(isRight, { timeout: SETTLED_MS }).catch(() => undefined);
    this.#note(faults);
  }

  /** The same, and notes what was said since then that no step explains. What was rightly said of a server that was away may have to go first. */
  async judge(since: number, afterAbsence = false): Promise<void> {
    await this.settle();
    let findings: string[] = [];
    const isQuiet = async () => {
      findings = findingsIn(await recordedOf(this.panel), afterAbsence ? Infinity : since, this.explained).filter((finding) => !this.#known.has(finding));
      return findings.length === 0 || !afterAbsence;
    };
    await until(isQuiet, { timeout: READY_MS }).catch(() => undefined);
    this.#note(findings);
  }

  /** What is wrong, each once. */
  #note(faults: readonly string[]): void {
    for (const fault of faults) {
      this.#known.add(fault);
      this.faults.add(fault);
    }
  }

  #sessions(): [string, Session][] {
    return this.#engines.flatMap(({ sessions }) => [...sessions]);
  }

  #compare(told: Told, frames: ReadonlyMap<SeenSocket, Counts>, messages: ReadonlyMap<string, Counts>): string[] {
    const byBrowser = compareFrames(told, this.witness.sockets, frames, (at) => this.witness.wasBlind(at));
    const byServer = compareSessions(told, new Map(this.#sessions()), messages);
    const { seen, recorded } = this.#engines.length === 0 ? byBrowser : byServer;
    this.counted = { seen, recorded };
    const sees = !this.witness.wasBlind(Date.now());
    return [...byBrowser.faults, ...byServer.faults, ...compareStates(told, this.witness.sockets, this.app, sees, this.explained.has('server-restarted'))];
  }
}

const counts = ({ in: incoming, out }: { readonly in: number | readonly unknown[]; readonly out: number | readonly unknown[] }): Counts => ({ in: count(incoming), out: count(out) });
const count = (of: number | readonly unknown[]) => (typeof of === 'number' ? of : of.length);
