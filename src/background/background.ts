/**
 * The background as a whole: recordings, connections, settings and the hub, wired in one direction. A socket's facts are
 * recorded, the recorder tells the hub, the hub tells the views, and a view's commands come back through the one table.
 */
import { nativeBrowser as browser } from '../native-browser.ts';
import { badgeFor, iconFiles, type IconState } from '../core/session/badge.ts';
import { renamed } from '../core/session/renamed-events.ts';
import { viewOf } from '../core/session/session-view.ts';
import type { ConnectionView } from '../core/contract/connection-view.ts';
import { neededAccess } from '../core/settings/connect-as.ts';
import { defaultProfile, type Profile } from '../core/settings/profile.ts';
import { isTabSource, tabOf, tabSource } from '../core/contract/messages.ts';
import { preferencesOf } from '../core/settings/preferences.ts';
import { withWanted } from '../core/settings/settings.ts';
import { Archive } from '../archive/archive.ts';
import type { Entry } from '../core/entries/entry.ts';
import { followLanguage } from '../core/words/follow-language.ts';
import { laneOf } from '../core/entries/lanes.ts';
import { Catalogue } from './catalogue.ts';
import { Connection } from '../connection/connection.ts';
import { Diagnoses } from './diagnosis.ts';
import { faults } from './faults.ts';
import { Forwarders } from './forwarding/forwarders.ts';
import { Hub } from './hub.ts';
import { keepAlive } from './keep-alive.ts';
import { Networks } from './networks.ts';
import type { LeaseOrWhy } from '../connection/network.ts';
import { callBridges, hookable, isHooked, registerHook } from './page-hook.ts';
import { Pages } from './pages.ts';
import { askerAsPages } from '../connection/prober.ts';
import { Probing } from './probing.ts';
import { Recorder } from './recorder.ts';
import { RecordingCount } from './recording-count.ts';
import { Secrets } from './secrets.ts';
import { SettingsStore } from './settings-store.ts';
import { wallClock } from '../connection/wall-clock.ts';
import { because, PAGE_GONE } from '../core/entries/why.ts';

/** What a profile lacks to connect when the browser starts. */
function lacking(profile: Profile): LeaseOrWhy | null {
  return profile.missing.length === 0 ? null : { ok: false, why: because('secretsMissing', { places: profile.missing.join('\n') }) };
}

/** Whether a profile replaces request headers, or did with values that were not saved. */
function mayReplaceHeaders(profile: Profile): boolean {
  return neededAccess(profile).permissions.length > 0 || profile.missing.some((place) => place.startsWith('connectAs.'));
}

/** Survives the background but not the browser, so it tells a restart of the one from a start of the other. */
const EPOCH_KEY = 'epoch';

export class Background {
  readonly epoch = crypto.randomUUID();
  readonly hub: Hub;
  readonly pages: Pages;
  readonly diagnoses: Diagnoses;
  readonly probing: Probing;
  readonly networks = new Networks();
  readonly catalogue: Catalogue;
  readonly #forwarders: Forwarders;
  #connections = new Map<string, Connection>();
  #badgeDue = false;
  /** The drawing that the toolbar button has. A background that starts does not know what the last one left there. */
  #icon: IconState | null = null;
  /** The profiles as they were before the settings changed. */
  #former: readonly Profile[];
  /** Recordings of which the diagnosis knows what earlier backgrounds have recorded. */
  #taken = new Set<string>();

  private constructor(
    readonly settings: SettingsStore,
    readonly recorder: Recorder,
    private readonly secrets: Secrets,
    count: RecordingCount,
  ) {
    this.#former = settings.current.profiles;
    this.hub = new Hub({
      epoch: this.epoch,
      profiles: () => [...settings.current.profiles],
      selected: () => settings.current.selected,
      hooked: () => [...settings.current.hooked],
      everConnected: () => settings.current.everConnected,
      preferences: () => preferencesOf(settings.current),
      archive: () => ({ recordings: this.catalogue.list(), refusal: recorder.refusal, deleted: recorder.deleted }),
      faults: () => faults.all,
      connections: () => settings.current.profiles.map(({ id }) => this.#view(id)),
      connection: (id) => (this.profile(id) === null ? null : this.#view(id)),
      pageDiagnosis: (source) => this.diagnoses.shown(source),
      recording: (id) => recorder.of(id),
      restored: async (id) => this.#restored(id),
    });
    recorder.onList = () => {
      this.hub.onSettingsChange();
      count.keep(this.catalogue.list().length);
    };
    faults.onChange = () => this.hub.onSettingsChange();
    this.catalogue = new Catalogue(recorder, {
      subjectOf: (source) => {
        const profile = this.profile(source);
        return profile === null ? null : { of: profile.name, url: profile.url };
      },
      onBegun: async (source) => this.hub.restart(source),
      now: wallClock,
    });
    this.#applyRetention();
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
    const { rules, ask } = this.networks;
    this.probing = new Probing((source, fact) => recorder.record(source, fact), askerAsPages((origin, url, action) => rules.withOrigin(origin, url, action), () => rules.usable, ask));
    this.pages = new Pages(
      this.epoch,
      (source, fact, at) => recorder.record(source, fact, at),
      async (source) => {
        await this.#restored(source);
        return recorder.of(source).entries();
      },
      (source, socket) => recorder.of(source).isOpen(socket),
      callBridges,
      (sender) => isHooked(sender, settings.current.hooked),
    );
  }

  /**
   * Reads what earlier backgrounds left, says that this one is born, and takes up the connections that are wanted. `isBrowserStart`
   * tells whether the browser has said that it starts; if not, only the extension does.
   */
  static async start(isBrowserStart: () => boolean): Promise<Background> {
    let background: Background | undefined;
    const [settings, archive, session, count] = await Promise.all([
      // The words come first: a profile that is made for who has none is named in them. Without words it starts all the same.
      followLanguage(browser, async (file) => (await fetch(file)).json(), () => background?.onLanguageChange())
        .catch(faults.goOnWith('background', undefined))
        .then(async () => SettingsStore.load(() => background?.onSettingsChange())),
      Archive.open().catch((error: unknown) => {
        faults.note('archive', error);
        return Archive.closed();
      }),
      browser.storage.session.get(EPOCH_KEY),
      RecordingCount.load(),
    ]);
    const secrets = new Secrets(settings.current.privacy);
    const stored = await archive.heads().catch(faults.goOnWith('archive', []));
    const isNew = session[EPOCH_KEY] === undefined;
    const recorder = new Recorder(
      archive,
      stored,
      (entry) => background?.onEntry(entry),
      (source) => background?.onConnectionChange(source),
      (fact) => secrets.forRecording(fact),
    );
    // What is gone from a database that opens was deleted while no background ran; one that was replaced has said so.
    if (stored.length === 0 && count.last > 0 && !archive.isClosed && archive.deleted.length === 0) await archive.tell({ why: 'gone', limit: 0, recordings: count.last }).catch(faults.goOnWith('archive', undefined));
    background = new Background(settings, recorder, secrets, count);
    recorder.onList();
    await browser.storage.session.set({ [EPOCH_KEY]: background.epoch });
    // While Chromium has it, pages are not told why their WebSockets failed. It lets go of it only when it starts.
    if (isNew && !settings.current.profiles.some(mayReplaceHeaders)) await background.networks.rules.giveUp();
    const born = isNew ? (isBrowserStart() ? 'browser-started' : 'extension-started') : 'worker-restarted';
    const goOn = stored.filter(({ card }) => card.endedAt === null).map(({ source }) => source);
    // A profile may have been deleted; and the numbers of tabs mean other tabs once the browser has been closed.
    const isKnown = (source: string) => (isTabSource(source) ? !isNew : settings.current.profiles.some(({ id }) => id === source));
    for (const source of goOn) if (!isKnown(source)) await background.catalogue.close(source, born === 'extension-started' ? 'extensionRestarted' : PAGE_GONE);
    // An update takes the registered scripts away, and leaves the permission to register them.
    if (isNew) void hookable(settings.current.hooked).then(registerHook).catch(faults.goOnWith('page hook', undefined));
    // Those that have nothing to tell for now have no port, and an order for one of their sockets needs it.
    for (const source of goOn) if (isTabSource(source) && isKnown(source)) void callBridges(tabOf(source));
    void background.#resume(goOn.filter((source) => isKnown(source) && !isTabSource(source)), born);
    void background.catalogue.purge();
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
      lease: async (profile) => lacking(profile) ?? this.networks.lease(profile),
      onWanted: (wanted) => void this.settings.update((settings) => withWanted(settings, id, wanted)),
    });
    this.#connections.set(id, made);
    return made;
  }

  /** Ends a deleted profile's connection. Its recording ends when the next background starts, so that it can be undone. */
  async forget({ id, name, url }: Profile): Promise<void> {
    if (this.recorder.has(id)) this.recorder.describe(id, { of: name, url });
    await this.#connections.get(id)?.close();
    this.#connections.delete(id);
    this.#forgetDiagnosis(id);
  }

  /** Whether a connection stands where this profile goes. */
  stands({ id, url }: Profile): boolean {
    const { phase, url: at } = this.recorder.of(id).state;
    return phase === 'connected' && at === url && this.connection(id).wanted;
  }

  /**
   * Where a profile goes to another server than before, its recording ends and the next one knows nothing: what was seen of
   * one server is never told of another. `former` is the profile as it was.
   */
  async leaveFormerServer({ id, url }: Profile, former: Profile): Promise<void> {
    const { state } = this.recorder.of(id);
    const at = state.url ?? former.url;
    if (at === url || this.recorder.of(id).isEmpty) return;
    if (this.connection(id).wanted) await this.connection(id).disconnect(at, 'user');
    this.#forgetDiagnosis(id);
    this.#taken.add(id);
    await this.catalogue.end(id, { subject: { of: former.name, url: at }, isAnew: true });
  }

  /** Whether entries of this source may be asked for: those of a profile, or of a tab. */
  hasRecording(source: string): boolean {
    return this.profile(source) !== null || isTabSource(source);
  }

  /** Forgets what was recorded of a tab and of its sockets. One that is open comes back with the next that is said on it. */
  async clearTab(tabId: number): Promise<void> {
    const source = tabSource(tabId);
    this.#forgetDiagnosis(source);
    await this.catalogue.remove([this.recorder.of(source).card.id], { forgetSockets: true });
  }

  /** A tab of which something was recorded has closed; most have not. */
  async onTabClosed(tabId: number): Promise<void> {
    const source = tabSource(tabId);
    if (!this.recorder.has(source)) return;
    this.pages.forget(tabId);
    this.#forgetDiagnosis(source);
    await this.catalogue.close(source);
    await this.hub.restart(source);
  }

  /** A tab's page is at this address. */
  seePage(tabId: number, url: string): void {
    const source = tabSource(tabId);
    if (this.recorder.of(source).card.url !== url) this.recorder.describe(source, { url });
  }

  /**
   * Records that a tab has loaded a document, at this time in epoch milliseconds: in its own recording, and beside every
   * connection that it might have concerned.
   */
  recordNavigation(tabId: number, url: string, refresh: boolean, at: number): void {
    this.seePage(tabId, url);
    this.recorder.record(tabSource(tabId), { kind: 'navigation', tabId, url, refresh, phase: '', sid: null, upMs: null }, at);
    void this.pages.onLoaded(tabId, at);
    for (const id of this.settings.current.wanted) {
      const { phase, sid, connectedAt } = this.recorder.of(id).state;
      const upMs = connectedAt === null ? null : Math.max(0, at - connectedAt);
      this.recorder.record(id, { kind: 'navigation', tabId, url, refresh, phase, sid, upMs }, at);
    }
  }

  /** The user has given or taken back some access. What cannot go on without it ends, rather than go on as something else. */
  async onAccessChange(): Promise<void> {
    await this.networks.rules.look();
    for (const id of this.settings.current.wanted) {
      const profile = this.profile(id);
      if (profile !== null && (await this.networks.refusal(profile)) !== null) void this.connection(id).refuse(because('accessTakenBack'));
    }
    const kept = await hookable(this.settings.current.hooked);
    if (kept.length < this.settings.current.hooked.length) await this.hook(kept);
  }

  /** Puts the page hook into the pages of exactly these origins, from their next document on. Elsewhere it falls silent at once. */
  async hook(origins: readonly string[]): Promise<void> {
    await this.settings.update((settings) => ({ ...settings, hooked: [...origins] }));
    await this.pages.silence();
    await registerHook(origins);
  }

  onSettingsChange(): void {
    this.#renameEvents();
    this.secrets.configure(this.settings.current.privacy);
    keepAlive(this.settings.current.wanted.length > 0);
    this.#forwarders.configure(this.settings.current.profiles);
    this.#applyRetention();
    this.hub.onSettingsChange();
    this.#showBadgeSoon();
  }

  #renameEvents(): void {
    const former = new Map(this.#former.map((profile) => [profile.id, profile]));
    this.#former = this.settings.current.profiles;
    for (const profile of this.#former) {
      const before = former.get(profile.id)?.events;
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(profile.events)) void this.#rename(before, profile);
    }
  }

  /** Event names are in force at once, for what is recorded already too. */
  async #rename(before: Profile['events'], { id, events, namespace }: Profile): Promise<void> {
    await this.#restored(id);
    const recording = this.recorder.of(id);
    if (!recording.isEmpty) for (const { fact, at } of renamed(before, events, namespace, recording.entries())) this.recorder.record(id, fact, at);
    this.#connections.get(id)?.rename(events);
    this.hub.onConnectionChange(id);
  }

  /** The toolbar says the same in the other language. */
  onLanguageChange(): void {
    this.#showBadgeSoon();
  }

  onEntry(entry: Entry): void {
    if (entry.kind === 'connected' && !this.settings.current.everConnected) void this.settings.update((settings) => ({ ...settings, everConnected: true }));
    this.diagnoses.see(entry);
    this.probing.onEntry(entry, () => this.profile(entry.source));
    this.hub.onEntry(entry);
    this.#forwarders.onEntry(this.secrets.forForwarding(entry));
    // The icon says nothing of what is said on a connection.
    if (laneOf(entry) === 'signal') this.#showBadgeSoon();
  }

  onConnectionChange(source: string): void {
    this.hub.onConnectionChange(source);
    this.#showBadgeSoon();
  }

  async #resume(recorded: readonly string[], kind: 'browser-started' | 'extension-started' | 'worker-restarted'): Promise<void> {
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
      if (profile !== null && !overtaken) void this.connection(id).connect(profile, kind === 'worker-restarted' ? 'restart' : 'start-up');
    }
  }

  /** Resolves once what was recorded before is in memory, and the diagnosis has looked at it. */
  async #restored(source: string): Promise<void> {
    await this.recorder.restored(source);
    if (this.#taken.has(source)) return;
    this.#taken.add(source);
    this.diagnoses.restore(source, this.recorder.of(source).entries());
  }

  /** What is too much or too old by new limits goes at once. */
  #applyRetention(): void {
    const { megabytes, days } = this.settings.current.retention;
    const bytes = megabytes * 1_000_000;
    const ageMs = days * 24 * 60 * 60 * 1000;
    const former = this.recorder.retention;
    if (former.bytes === bytes && former.ageMs === ageMs) return;
    this.recorder.retention = { ...former, bytes, ageMs };
    void this.recorder.retain();
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
      events: this.profile(id)?.events ?? defaultProfile(id).events,
      wanted: this.settings.current.wanted.includes(id),
      clearedThrough: recording.clearedThrough,
      errorsRead: recording.errorsRead,
      ...this.diagnoses.shown(id),
      forwarding: this.#forwarders.view(id),
    });
  }

  /** The toolbar icon follows the state, though not each of its changes. */
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
