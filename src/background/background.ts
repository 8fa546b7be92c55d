/**
 * The background as a whole: recordings, connections, settings and the hub, wired in one direction. A socket's facts are
 * recorded, the recorder tells the hub, the hub tells the views, and a view's commands come back through the one table.
 */
import browser from 'webextension-polyfill';
import { badgeFor, iconFiles, type IconState } from '../analysis/badge.ts';
import { viewOf } from '../analysis/session-view.ts';
import type { ConnectionView } from '../messaging/connection-view.ts';
import type { Profile } from '../messaging/profile.ts';
import { isTabSource, tabSource } from '../messaging/messages.ts';
import { withWanted } from '../messaging/settings.ts';
import { Archive } from '../recording/archive.ts';
import type { Entry } from '../recording/entry.ts';
import { Connection } from './connection.ts';
import { Diagnoses } from './diagnosis.ts';
import { Forwarders } from './forwarders.ts';
import { Hub } from './hub.ts';
import { keepAlive } from './keep-alive.ts';
import { Networks } from './networks.ts';
import { Pages } from './pages.ts';
import { askerAsPages } from './prober.ts';
import { Probing } from './probing.ts';
import { Recorder } from './recorder.ts';
import { SettingsStore } from './settings-store.ts';
import { wallClock } from './wall-clock.ts';

/** Survives the background but not the browser, so it tells a restart of the one from a start of the other. */
const EPOCH_KEY = 'epoch';

export class Background {
  readonly epoch = crypto.randomUUID();
  readonly hub: Hub;
  readonly pages: Pages;
  readonly diagnoses: Diagnoses;
  readonly probing: Probing;
  readonly networks = new Networks();
  readonly #forwarders: Forwarders;
  #connections = new Map<string, Connection>();
  #badgeDue = false;
  /** The drawing that the toolbar button has. A background that starts does not know what the last one left there. */
  #icon: IconState | null = null;
  /** Recordings of which the diagnosis knows what earlier backgrounds have recorded. */
  #taken = new Set<string>();

  private constructor(
    readonly settings: SettingsStore,
    readonly recorder: Recorder,
  ) {
    this.hub = new Hub({
      epoch: this.epoch,
      profiles: () => [...settings.current.profiles],
      selected: () => settings.current.selected,
      hooked: () => [...settings.current.hooked],
      everConnected: () => settings.current.everConnected,
      connections: () => settings.current.profiles.map(({ id }) => this.#view(id)),
      connection: (id) => (this.profile(id) === null ? null : this.#view(id)),
      pageFindings: (source) => this.diagnoses.shown(source),
      recording: (id) => recorder.of(id),
      restored: async (id) => this.#restored(id),
    });
    this.diagnoses = new Diagnoses({
      subjectOf: (source) => (isTabSource(source) ? 'page' : 'own'),
      record: (source, fact) => recorder.record(source, fact),
      onChange: (source) => {
        this.hub.onFindings(source);
        this.#showBadgeSoon();
      },
      now: wallClock,
    });
    this.#forwarders = new Forwarders(this.epoch, (id) => this.hub.onConnectionChange(id));
    this.#forwarders.configure(settings.current.profiles);
    const { rules } = this.networks;
    this.probing = new Probing((source, fact) => recorder.record(source, fact), askerAsPages((origin, url, action) => rules.withOrigin(origin, url, action)));
    this.pages = new Pages(
      this.epoch,
      (source, fact, at) => recorder.record(source, fact, at),
      async (source) => {
        await this.#restored(source);
        return recorder.of(source).entries();
      },
    );
  }

  /** Reads what earlier backgrounds left, says that this one is born, and takes up the connections that are wanted. */
  static async start(): Promise<Background> {
    let background: Background | undefined;
    const [settings, archive, session] = await Promise.all([
      SettingsStore.load(() => background?.onSettingsChange()),
      Archive.open().catch(() => null),
      browser.storage.session.get(EPOCH_KEY),
    ]);
    const stored = (await archive?.heads()) ?? [];
    const born = session[EPOCH_KEY] === undefined ? 'browser-started' : 'worker-restarted';
    const heads = stored.filter(({ source }) => settings.current.profiles.some(({ id }) => id === source) || (isTabSource(source) && born === 'worker-restarted'));
    const deleted = stored.filter((head) => !heads.includes(head));
    for (const { source } of deleted) await archive?.remove(source);
    const recorder = new Recorder(
      archive,
      heads,
      (entry) => background?.onEntry(entry),
      (source) => background?.onConnectionChange(source),
    );
    background = new Background(settings, recorder);
    await browser.storage.session.set({ [EPOCH_KEY]: background.epoch });
    const known = heads.map(({ source }) => source).filter((source) => !isTabSource(source));
    void background.#resume(known, born);
    return background;
  }

  profile(id: string): Profile | null {
    return this.settings.current.profiles.find((profile) => profile.id === id) ?? null;
  }

  connection(id: string): Connection {
    const known = this.#connections.get(id);
    if (known !== undefined) return known;
    const made = new Connection({
      record: (fact) => this.recorder.record(id, fact),
      state: () => this.recorder.of(id).state,
      findings: () => this.diagnoses.findings(id),
      lease: async (profile) => this.networks.lease(profile),
      onWanted: (wanted) => void this.settings.update((settings) => withWanted(settings, id, wanted)),
    });
    this.#connections.set(id, made);
    return made;
  }

  /** Ends a deleted profile's connection. Its recording goes when the next background starts, so that it can be undone. */
  async forget(id: string): Promise<void> {
    await this.#connections.get(id)?.close();
    this.#connections.delete(id);
    this.#forgetDiagnosis(id);
  }

  /** Whether entries of this source may be asked for: those of a profile, or of a tab. */
  hasRecording(source: string): boolean {
    return this.profile(source) !== null || isTabSource(source);
  }

  /** Deletes the recording of a tab, because it has closed or the user cleared it. */
  async forgetTab(tabId: number): Promise<void> {
    this.pages.forget(tabId);
    this.#forgetDiagnosis(tabSource(tabId));
    await this.recorder.remove(tabSource(tabId));
    await this.hub.restart(tabSource(tabId));
  }

  /** A tab of which something was recorded has closed; most have not. */
  async onTabClosed(tabId: number): Promise<void> {
    if (this.recorder.has(tabSource(tabId))) await this.forgetTab(tabId);
  }

  /** Records that a tab has loaded a document: in its own recording, and beside every connection that it might have concerned. */
  recordNavigation(tabId: number, url: string, refresh: boolean): void {
    this.recorder.record(tabSource(tabId), { kind: 'navigation', tabId, url, refresh, phase: '', sid: null, upMs: null });
    void this.pages.onLoaded(tabId);
    for (const id of this.settings.current.wanted) {
      const { phase, sid, connectedAt } = this.recorder.of(id).state;
      const upMs = connectedAt === null ? null : Math.max(0, Date.now() - connectedAt);
      this.recorder.record(id, { kind: 'navigation', tabId, url, refresh, phase, sid, upMs });
    }
  }

  onSettingsChange(): void {
    keepAlive(this.settings.current.wanted.length > 0);
    this.#forwarders.configure(this.settings.current.profiles);
    this.hub.onSettingsChange();
    this.#showBadgeSoon();
  }

  onEntry(entry: Entry): void {
    if (entry.kind === 'connected' && !this.settings.current.everConnected) void this.settings.update((settings) => ({ ...settings, everConnected: true }));
    this.diagnoses.see(entry);
    this.probing.onEntry(entry, () => this.profile(entry.source));
    this.hub.onEntry(entry);
    this.#forwarders.onEntry(entry);
    this.#showBadgeSoon();
  }

  onConnectionChange(source: string): void {
    this.hub.onConnectionChange(source);
    this.#showBadgeSoon();
  }

  async #resume(recorded: readonly string[], kind: 'browser-started' | 'worker-restarted'): Promise<void> {
    const { wanted } = this.settings.current;
    keepAlive(wanted.length > 0);
    this.#showBadgeSoon();
    for (const id of recorded) {
      const { state, lastAt } = this.recorder.of(id);
      // Whatever had not ended was cut off, even if an end was wished for and only its trace did not reach the disk.
      const ended = state.phase === 'disconnected' || state.phase === 'failed';
      if (wanted.includes(id) || !ended) this.recorder.record(id, { kind, epoch: this.epoch, lastAt });
      if (wanted.includes(id)) void this.#restored(id);
    }
    // On disk before anything else happens, so that even a background that is stopped again at once leaves its trace.
    await this.recorder.flush();
    for (const id of wanted) {
      const profile = this.profile(id);
      const overtaken = this.connection(id).wanted || !this.settings.current.wanted.includes(id);
      if (profile !== null && !overtaken) void this.connection(id).connect(profile, kind === 'browser-started' ? 'start-up' : 'restart');
    }
  }

  /** Resolves once what was recorded before is in memory, and the diagnosis has looked at it. */
  async #restored(source: string): Promise<void> {
    await this.recorder.restored(source);
    if (this.#taken.has(source)) return;
    this.#taken.add(source);
    this.diagnoses.restore(source, this.recorder.of(source).entries());
  }

  #forgetDiagnosis(source: string): void {
    this.#taken.delete(source);
    this.probing.forget(source);
    this.diagnoses.forget(source);
  }

  #view(id: string): ConnectionView {
    const recording = this.recorder.of(id);
    return viewOf(recording.state, {
      id,
      wanted: this.settings.current.wanted.includes(id),
      clearedThrough: recording.clearedThrough,
      errorsRead: recording.errorsRead,
      findings: this.diagnoses.shown(id),
      forwarding: this.#forwarders.view(id),
    });
  }

  /** The toolbar icon follows the state, though not each of a thousand log lines a second. */
  #showBadgeSoon(): void {
    if (this.#badgeDue) return;
    this.#badgeDue = true;
    setTimeout(() => {
      this.#badgeDue = false;
      const { profiles } = this.settings.current;
      const badge = badgeFor(profiles.map(({ id }) => this.#view(id)), new Map(profiles.map(({ id, name }) => [id, name])));
      void browser.action.setBadgeText({ text: badge.text });
      void browser.action.setBadgeBackgroundColor({ color: badge.color });
      void browser.action.setTitle({ title: badge.title });
      if (badge.icon === this.#icon) return;
      this.#icon = badge.icon;
      const files = Object.entries(iconFiles(badge.icon)).map(([size, file]) => [size, browser.runtime.getURL(file)]);
      void browser.action.setIcon({ path: Object.fromEntries(files) as Record<string, string> });
    }, 200);
  }
}
