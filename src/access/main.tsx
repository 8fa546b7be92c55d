/** Asks for access in a window of its own, with a button to press: the browser asks only while one is being pressed. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { render } from 'preact';
import browser from 'webextension-polyfill';
import { accessOfPage, type Access } from '../messaging/access.ts';
import { Button } from '../ui/components/button.tsx';
import { followTheme } from '../ui/theme.ts';
import { accessWords as say } from './words.ts';

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
    if (await browser.permissions.request(access)) await close();
    else setRefused(true);
  };
  return (
    <main ref={main} class="access">
      <h1>{say.title(access)}</h1>
      <p>{say.why(access)}</p>
      <p class="muted">{say.where}</p>
      <p role="alert" class="field-error">
        {refused ? say.refused : ''}
      </p>
      <div class="access-actions">
        <Button look="primary" onPress={() => void allow()}>
          {say.allow}
        </Button>
        <Button onPress={() => void close()}>{say.refuse}</Button>
      </div>
    </main>
  );
}

const access = accessOfPage(location.search);
followTheme(null);
render(access === null ? <p class="access">{say.nothing}</p> : <Question access={access} />, document.body);
