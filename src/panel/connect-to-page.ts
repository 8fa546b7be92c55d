/** “Connect to this page's server”: a profile for the inspected page's origin, made or found again, and connected. */
import type { App } from '../ui/app.ts';
import type { InspectedPage } from '../ui/inspected-page.ts';
import { defaultProfile, parseServerUrl, type Profile } from '../messaging/profile.ts';
import { say } from '../words/say.ts';

/** The profile that already goes to an address, or a new one. */
export function profileFor(address: string, profiles: readonly Profile[], newId: string): { profile: Profile; isNew: boolean } {
  const known = profiles.find((profile) => profile.url === address);
  if (known !== undefined) return { profile: known, isNew: false };
  return { profile: { ...defaultProfile(newId), name: new URL(address).host.slice(0, 100), url: address }, isNew: true };
}

export async function connectToPage(app: App, page: InspectedPage): Promise<void> {
  const refuse = (why: string) => void app.toasts.show(say('panel_noPageServer', { why }), { tone: 'bad' });
  const url = await page.url();
  if (url === null || !URL.canParse(url)) return refuse('');
  const { origin, protocol } = new URL(url);
  const address = parseServerUrl(protocol === 'http:' || protocol === 'https:' ? origin : url.slice(0, 100));
  if (!address.ok) return refuse(address.error.message);
  const { profile, isNew } = profileFor(address.value, app.model.profiles.value, crypto.randomUUID());
  try {
    if (isNew) await app.send({ type: 'save-profile', profile });
    await app.send({ type: 'select', profile: profile.id });
    await app.send({ type: 'connect', profile: profile.id, url: null });
  } catch (error) {
    app.toasts.show(error instanceof Error ? error.message : String(error), { tone: 'bad' });
  }
}
