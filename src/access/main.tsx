/** Asks for access in a window of its own, with a button to press: the browser asks only while one is being pressed. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { render } from 'preact';
import type { Permissions } from 'webextension-polyfill';
import { accessOfPage, askable, hostsOf, type Access } from '../core/settings/access.ts';
import { nativeBrowser as browser } from '../native-browser.ts';
import { Button } from '../views/components/button.tsx';
import { followTheme } from '../views/theme.ts';
import { startLanguage } from '../views/language.ts';
import { say, sayAll } from '../core/words/say.ts';

/** The background, which waits for that, looks for itself whether there is access now. */
async function close(): Promise<void> {
  const { id } = await browser.windows.getCurrent();
  if (id !== undefined) await browser.windows.remove(id);
}

function Question({ access }: { access: Access }) {
  const [refused, setRefused] = useState(false);
  const main = useRef<HTMLElement>(null);
  useEffect(() => main.current?.querySelector('button')?.focus(), []);
  const allow = async () => {
    if (await browser.permissions.request(askable(access, browser.runtime.getManifest().optional_permissions) as Permissions.Permissions)) await close();
    else setRefused(true);
  };
  return (
    <main ref={main} class="access">
      <h1>{say('access_title', { hosts: sayAll(hostsOf(access)) })}</h1>
      <p>{say(access.permissions.includes('scripting') ? 'access_whyHook' : 'access_whyRequests')}</p>
      <p class="muted">{say('access_where')}</p>
      <p role="alert" class="field-error">
        {refused ? say('access_refused') : ''}
      </p>
      <div class="access-actions">
        <Button look="primary" onPress={() => void allow()}>
          {say('access_allow')}
        </Button>
        <Button onPress={() => void close()}>{say('access_refuse')}</Button>
      </div>
    </main>
  );
}

const access = accessOfPage(location.search);
followTheme(null);
void startLanguage(browser).then(() => render(access === null ? <p class="access">{say('access_nothing')}</p> : <Question access={access} />, document.body));
