/** The one table of what a view can ask for. Each command returns what is wrong with it, or null when it was carried out. */
import type { Runtime } from 'webextension-polyfill';
import { tabSource, type Command } from '../core/contract/messages.ts';
import { parseAddress, parseProfile, parseWith, profileSchema, type FieldError, type Parsed, type Profile } from '../core/settings/profile.ts';
import { placedAt, type PathMeaning } from '../core/settings/address.ts';
import { nameAt } from '../core/settings/profile-name.ts';
import { missingSecrets } from '../core/settings/profile-secrets.ts';
import { parsePreferences } from '../core/settings/preferences.ts';
import { parseChoices, withHooked, withoutProfile, withProfile, withProfiles } from '../core/settings/settings.ts';
import { askInWindow } from './access-window.ts';
import type { Background } from './background.ts';
import { framesFor } from '../connection/composed.ts';
import { mayHook } from './page-hook.ts';
import { targetOfPage } from '../core/probing/addresses.ts';
import { faults } from './faults.ts';
import { say } from '../core/words/say.ts';
import { whyText } from '../core/words/why-text.ts';

type Result = Promise<FieldError | null>;
type Handlers = {
  readonly [C in Command as C['type']]: (background: Background, command: C, port: Runtime.Port | null) => Result;
};

const noSuchProfile = (): FieldError => ({ field: 'profile', message: say('errors_noSuchProfile') });

/** Runs `action` with the profile, or says that there is none. */
async function withKnown(background: Background, id: string, action: (profile: Profile) => Promise<void>): Result {
  const profile = background.profile(id);
  if (profile === null) return noSuchProfile();
  await action(profile);
  return null;
}

/** The profile at the address that somebody typed, under the name of that address if it bore that of its former one. */
function movedTo(known: Profile, typed: string, meaning: PathMeaning | undefined): Parsed<Profile> {
  const address = parseAddress(typed, meaning ?? null);
  if (!address.ok) return address;
  return parseWith(profileSchema, { ...placedAt(known, address.value), name: nameAt(known, address.value.url) });
}

interface Connecting {
  readonly url: string | null;
  readonly meaning?: PathMeaning | undefined;
  /** Whether a connection that stands is made anew. */
  readonly anew: boolean;
}

/** Connects with the profile, whose address becomes `url` where one is given. */
async function connect(background: Background, id: string, { url, meaning, anew }: Connecting): Result {
  const known = background.profile(id);
  if (known === null) return noSuchProfile();
  const moved: Parsed<Profile> = url === null ? { ok: true, value: known } : movedTo(known, url, meaning);
  if (!moved.ok) return moved.error;
  const profile = moved.value;
  const isSame = JSON.stringify(profile) === JSON.stringify(known);
  if (isSame && !anew && background.stands(profile)) return null;
  const missing = missingSecrets(profile);
  if (missing !== null) return { field: 'auth', message: missing };
  const refused = await background.networks.refusal(profile);
  if (refused !== null) return { field: 'connectAs.origin', message: whyText(refused) };
  await background.leaveFormerServer(profile, known);
  if (!isSame) await background.settings.update((settings) => withProfile(settings, profile));
  // The attempt may take long; its progress is told by entries, not by this command's reply.
  void background.connection(id).connect(profile, 'user');
  return null;
}

const handlers: Handlers = {
  watch: async (background, { entries, withoutPackets }, port) => {
    if (port !== null) await background.hub.watch(port, entries.filter((source) => background.hasRecording(source)), new Set(withoutPackets));
    return null;
  },
  connect: async (background, { profile, ...where }) => connect(background, profile, { ...where, anew: false }),
  reconnect: async (background, { profile, ...where }) => connect(background, profile, { ...where, anew: true }),
  disconnect: async (background, { profile }) =>
    withKnown(background, profile, async ({ id, url }) => void background.connection(id).disconnect(url, 'user')),
  heartbeat: async (background, { profile }) =>
    withKnown(background, profile, async ({ id }) => background.connection(id).sendHeartbeat()),
  select: async (background, { profile }) =>
    withKnown(background, profile, async ({ id }) => background.settings.update((settings) => ({ ...settings, selected: id }))),
  'save-profile': async (background, { profile }) => {
    const parsed = parseProfile(profile);
    if (!parsed.ok) return parsed.error;
    const known = background.profile(parsed.value.id);
    // What still goes on is of the former server, and stays in sight until it ends.
    if (known !== null && !background.connection(known.id).wanted) await background.leaveFormerServer(parsed.value, known);
    await background.settings.update((settings) => withProfile(settings, parsed.value));
    return null;
  },
  'delete-profile': async (background, { profile }) =>
    withKnown(background, profile, async (known) => {
      await background.settings.update((settings) => withoutProfile(settings, known.id));
      await background.forget(known);
    }),
  'clear-logs': async (background, { profile, through }) =>
    withKnown(background, profile, async ({ id }) => background.recorder.setClearedThrough(id, through)),
  'mark-logs-read': async (background, { profile }) =>
    withKnown(background, profile, async ({ id }) => background.recorder.markErrorsRead(id)),
  emit: async (background, { profile, composed }) => {
    if (background.profile(profile) === null) return noSuchProfile();
    return background.connection(profile).emit(composed);
  },
  'page-emit': async ({ pages }, { tabId, socket, direction, composed }) => {
    const found = await pages.channelOf(tabId, socket);
    if (found === null) return { field: 'socket', message: say('errors_socketOutOfReach') };
    const type = direction === 'out' ? 'send' : 'deliver';
    return pages.order(tabId, found.channel, framesFor(composed, found.url).map((data) => ({ type, data })));
  },
  'ask-access': async (_background, { access }) => ((await askInWindow(access)) ? null : { field: 'access', message: say('errors_accessNotGiven') }),
  'hook-site': async (background, { origin, on }) => {
    if (on && !(await mayHook(origin))) return { field: 'origin', message: say('errors_mayNotRead', { origin }) };
    await background.hook(withHooked(background.settings.current.hooked, origin, on));
    return null;
  },
  // Rounds take seconds; their progress is told by entries, not by these commands' replies.
  diagnose: async (background, { profile }) =>
    withKnown(background, profile, async (known) => {
      const connected = background.recorder.of(known.id).state.phase === 'connected';
      void background.probing.diagnose(known.id, { ...known, connected });
    }),
  'diagnose-page': async ({ probing }, { tabId, url, pageOrigin }) => {
    const target = targetOfPage(url, pageOrigin);
    if (target === null) return { field: 'url', message: say('errors_nothingToAsk') };
    void probing.diagnose(tabSource(tabId), target);
    return null;
  },
  captured: async ({ pages }, { tabId, events }) => {
    await pages.takeNetworkLog(tabId, events);
    return null;
  },
  'clear-tab': async (background, { tabId }) => {
    await background.clearTab(tabId);
    return null;
  },
  'new-recording': async ({ catalogue }, { source }) => {
    await catalogue.end(source);
    return null;
  },
  'name-recording': async ({ catalogue }, { recording, name }) => catalogue.name(recording, name),
  'pin-recording': async ({ catalogue }, { recording, pinned }) => catalogue.pin(recording, pinned),
  'delete-recordings': async ({ catalogue }, { recordings }) => {
    await catalogue.remove(recordings);
    return null;
  },
  'restore-recordings': async ({ catalogue }, { recordings }) => catalogue.restore(recordings),
  'forget-deleted': async ({ recorder }) => {
    await recorder.forgetDeleted().catch(faults.goOnWith('archive', undefined));
    return null;
  },
  'save-preferences': async (background, { preferences }) => {
    const parsed = parsePreferences(preferences);
    if (!parsed.ok) return parsed.error;
    await background.settings.update((settings) => ({ ...settings, ...parsed.value }));
    return null;
  },
  'replace-settings': async (background, { choices }) => {
    const parsed = parseChoices(choices);
    if (!parsed.ok) return parsed.error;
    const { profiles, preferences } = parsed.value;
    const former = background.settings.current.profiles;
    await background.settings.update((settings) => withProfiles({ ...settings, ...preferences }, profiles));
    for (const profile of former) if (background.profile(profile.id) === null) await background.forget(profile);
    return null;
  },
  'report-fault': async (_background, { where, what }) => {
    faults.note(where, what);
    return null;
  },
  navigated: async (background, { tabId, url, refresh, at }) => {
    background.recordNavigation(tabId, url, refresh, at);
    return null;
  },
};

/** Carries out a command of a view that is at the other end of `port`, or, where that is null, of nobody who could watch. */
export async function carryOut(background: Background, command: Command, port: Runtime.Port | null): Result {
  const handler = handlers[command.type] as (background: Background, command: Command, port: Runtime.Port | null) => Result;
  return handler(background, command, port);
}
