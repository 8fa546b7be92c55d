import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { HEADER_RULES } from '../../core/settings/access.ts';
import { neededAccess } from '../../core/settings/connect-as.ts';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { shown } from '../../core/words/format.ts';
import { inFirefox } from '../../views/in-firefox.ts';
import { hostAccess, type AccessUse, type HostAccess } from './given-access.ts';
import { inKey, say } from '../../core/words/say.ts';

interface Granted {
  readonly origins: readonly string[];
  readonly permissions: readonly string[];
}

/** The access that the user has given beyond the installation, what each is for, and a way to give it up. */
export function SiteAccess() {
  const { model, send, toasts } = useApp();
  const granted = useGranted();
  if (granted === null) return null;
  const scripting = granted.permissions.includes('scripting');
  // Firefox gives it at the installation and does not take it back.
  const headerRules = !inFirefox && granted.permissions.includes(HEADER_RULES);
  const rulesAreUsed = model.profiles.value.some((profile) => neededAccess(profile).permissions.length > 0);
  const hosts = hostAccess({ origins: granted.origins, hooked: model.hooked.value, profiles: model.profiles.value });

  const giveUp = async (what: string, permissions: { origins?: string[]; permissions?: string[] }, hooked: readonly string[]) => {
    try {
      // The hook first: it would stay registered, and run again as soon as the site is allowed for something else.
      for (const origin of hooked) await send({ type: 'hook-site', origin, on: false });
      const isGone = await browser.permissions.remove(permissions as Parameters<typeof browser.permissions.remove>[0]);
      toasts.show(isGone ? say('settings_access_gaveUp', { what }) : say('settings_access_kept', { what }), { tone: isGone ? 'calm' : 'bad' });
    } catch {
      // Chromium refuses to remove what an administrator has imposed.
      toasts.show(say('settings_access_kept', { what }), { tone: 'bad' });
    }
  };
  const giveUpHost = ({ host, origins, uses }: HostAccess) =>
    giveUp(host, { origins: [...origins] }, uses.flatMap((use) => (use.kind === 'hook' ? [use.origin] : [])));

  return (
    <>
      <p class="muted">{say('settings_access_about')}</p>
      {hosts.length === 0 && !scripting && !headerRules ? <p>{say('settings_access_none')}</p> : null}
      <ul class="access-list" aria-label={say('settings_access_title')}>
        {hosts.map((access) => (
          <AccessItem
            key={access.host}
            name={access.host}
            uses={access.uses.length === 0 ? [say('settings_access_unused')] : access.uses.map(useText)}
            onGiveUp={() => void giveUpHost(access)}
          />
        ))}
        {scripting ? (
          <AccessItem
            name={say('settings_access_scripting')}
            uses={[say('settings_access_scriptingAbout')]}
            onGiveUp={() => void giveUp(say('settings_access_scripting'), { permissions: ['scripting'] }, [...model.hooked.value])}
          />
        ) : null}
        {headerRules ? (
          <AccessItem
            name={say('settings_access_headerRules')}
            uses={[...(rulesAreUsed ? [] : [say('settings_access_headerRulesUnused')]), say('settings_access_headerRulesAbout')]}
            onGiveUp={() => void giveUp(say('settings_access_headerRules'), { permissions: [HEADER_RULES] }, [])}
          />
        ) : null}
      </ul>
    </>
  );
}

function AccessItem({ name, uses, onGiveUp }: { name: string; uses: readonly string[]; onGiveUp: () => void }) {
  return (
    <li class="access-item">
      <div>
        <strong class="break isolate">{shown(name, 200)}</strong>
        {uses.map((use) => (
          <p key={use} class="muted break">
            {shown(use, 300)}
          </p>
        ))}
      </div>
      <Button onPress={onGiveUp}>{say('settings_access_giveUp', { what: shown(name, 60) })}</Button>
    </li>
  );
}

/** What is granted now, followed as it changes; null until it is known. */
function useGranted(): Granted | null {
  const [granted, setGranted] = useState<Granted | null>(null);
  useEffect(() => {
    const read = () => {
      void browser.permissions.getAll().then(({ origins = [], permissions = [] }) => setGranted({ origins, permissions }));
    };
    read();
    browser.permissions.onAdded.addListener(read);
    browser.permissions.onRemoved.addListener(read);
    return () => {
      browser.permissions.onAdded.removeListener(read);
      browser.permissions.onRemoved.removeListener(read);
    };
  }, []);
  return granted;
}

function useText(use: AccessUse): string {
  if (use.kind === 'hook') return say('settings_access_use_hook', { origin: use.origin });
  return say(`settings_access_use_${inKey(use.kind)}`, { profile: use.profile });
}
