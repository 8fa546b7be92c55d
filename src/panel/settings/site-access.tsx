import { useEffect, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import { useApp } from '../../ui/app.ts';
import { Button } from '../../ui/components/button.tsx';
import { clip } from '../../ui/format.ts';
import { hostAccess, type HostAccess } from '../../ui/site-access.ts';
import { settingsWords } from './words.ts';

const say = settingsWords.access;

interface Granted {
  readonly origins: readonly string[];
  readonly scripting: boolean;
}

/** The access that the user has given beyond the installation, what each is for, and a way to give it up. */
export function SiteAccess() {
  const { model, send, toasts } = useApp();
  const granted = useGranted();
  if (granted === null) return null;
  const hosts = hostAccess({ origins: granted.origins, hooked: model.hooked.value, profiles: model.profiles.value });

  const giveUp = async (what: string, permissions: { origins?: string[]; permissions?: string[] }, hooked: readonly string[]) => {
    try {
      // The hook first: it would stay registered, and run again as soon as the site is allowed for something else.
      for (const origin of hooked) await send({ type: 'hook-site', origin, on: false });
      const isGone = await browser.permissions.remove(permissions as Parameters<typeof browser.permissions.remove>[0]);
      toasts.show(isGone ? say.gaveUp(what) : say.kept(what), { tone: isGone ? 'calm' : 'bad' });
    } catch {
      // Chromium refuses to remove what an administrator has imposed.
      toasts.show(say.kept(what), { tone: 'bad' });
    }
  };
  const giveUpHost = ({ host, origins, uses }: HostAccess) =>
    giveUp(host, { origins: [...origins] }, uses.flatMap((use) => (use.kind === 'hook' ? [use.origin] : [])));

  return (
    <>
      <p class="muted">{say.about}</p>
      {hosts.length === 0 && !granted.scripting ? <p>{say.none}</p> : null}
      <ul class="access-list" aria-label={say.title}>
        {hosts.map((access) => (
          <AccessItem
            key={access.host}
            name={access.host}
            uses={access.uses.length === 0 ? [say.unused] : access.uses.map(say.use)}
            onGiveUp={() => void giveUpHost(access)}
          />
        ))}
        {granted.scripting ? (
          <AccessItem
            name={say.scripting}
            uses={[say.scriptingAbout]}
            onGiveUp={() => void giveUp(say.scripting, { permissions: ['scripting'] }, [...model.hooked.value])}
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
        <strong class="break isolate">{clip(name, 200)}</strong>
        {uses.map((use) => (
          <p key={use} class="muted break">
            {clip(use, 300)}
          </p>
        ))}
      </div>
      <Button onPress={onGiveUp}>{say.giveUp(clip(name, 60))}</Button>
    </li>
  );
}

/** What is granted now, followed as it changes; null until it is known. */
function useGranted(): Granted | null {
  const [granted, setGranted] = useState<Granted | null>(null);
  useEffect(() => {
    const read = () => {
      void browser.permissions.getAll().then(({ origins = [], permissions = [] }) => setGranted({ origins, scripting: permissions.includes('scripting') }));
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
