import type { ComponentChildren } from 'preact';
import { useApp } from '../app.ts';
import { say } from '../../core/words/say.ts';
import { CopyButton } from './copy-button.tsx';

/** Of the project's package.json. */
const DEMO = 'npm run demo';

/** How to begin, until any connection has stood. `children` are other ways that the view knows. */
export function FirstRun({ children }: { children?: ComponentChildren }) {
  const { everConnected, opened } = useApp().model;
  if (everConnected.value || opened.value !== null) return null;
  return (
    <section class="first-run" aria-labelledby="first-run">
      <h2 id="first-run">{say('common_firstRun_title')}</h2>
      <ol>
        <li>
          {say('common_firstRun_run')}{' '}
          <span class="first-run-command">
            <code>{DEMO}</code>
            <CopyButton text={() => DEMO} what={say('common_firstRun_command')} />
          </span>
        </li>
        <li>{say('common_firstRun_connect')}</li>
      </ol>
      {children}
    </section>
  );
}
