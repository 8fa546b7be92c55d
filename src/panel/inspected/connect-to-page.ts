/** “Connect to this page's server”: which servers that may be, and a profile for one of them, made or found again, and connected. */
import type { App } from '../../views/app.ts';
import { parseServerUrl } from '../../core/settings/profile.ts';
import { lastNavigation } from './inspected-origin.ts';
import { pageServers, profileFor, serverAt, type PageServer } from './page-servers.ts';
import { say } from '../../core/words/say.ts';

/**
 * The servers that the page's sockets go to. Where it has none, its own origin; where none of them speaks Socket.IO, or the page
 * has no server at all, a notice says so and there is nothing to connect to.
 */
export async function serversOfPage(app: App): Promise<readonly PageServer[]> {
  const recording = app.model.page.value;
  const loaded = lastNavigation(recording?.signals);
  const { servers, plain } = pageServers(recording?.packets ?? [], loaded?.at ?? 0);
  if (servers.length > 0) return servers;
  const refuse = (why: string) => {
    app.toasts.show(why, { tone: 'bad' });
    return [];
  };
  if (plain.length > 0) return refuse(say('panel_plainSockets', { address: plain[0]!, count: plain.length }));
  const url = (await app.page?.url()) ?? loaded?.url ?? null;
  if (url === null || !URL.canParse(url)) return refuse(say('panel_noPageServer', { why: '' }));
  const { origin, protocol } = new URL(url);
  const address = parseServerUrl(protocol === 'http:' || protocol === 'https:' ? origin : url.slice(0, 100));
  return address.ok ? [serverAt(address.value)] : refuse(say('panel_noPageServer', { why: address.error.message }));
}

export async function connectTo(app: App, server: PageServer): Promise<void> {
  const { profile, isNew } = profileFor(server, app.model.profiles.value, crypto.randomUUID());
  try {
    if (isNew) await app.send({ type: 'save-profile', profile });
    await app.send({ type: 'select', profile: profile.id });
    // What a page's socket was let in by is in no recording, so its user has to say it.
    if (profile.missing.length > 0) app.edited.value = { profile, isNew: false };
    else await app.send({ type: 'connect', profile: profile.id, url: null });
  } catch (error) {
    app.toasts.show(error instanceof Error ? error.message : String(error), { tone: 'bad' });
  }
}
