/** Mounts the real panel or popup on a fake background: `?view=panel&state=busy&theme=dark`. */
import { render } from 'preact';
import { createApp } from '../../src/views/app.ts';
import { startClock } from '../../src/views/clock.ts';
import { followTheme } from '../../src/views/theme.ts';
import { Panel } from '../../src/panel/panel.tsx';
import { Popup } from '../../src/popup/popup.tsx';
import { fakeBackground } from './fake-background.ts';
import { STATES } from './fixtures.ts';

const query = new URLSearchParams(location.search);
const state = STATES[query.get('state') ?? 'busy'];
if (state === undefined) throw new Error(`States: ${Object.keys(STATES).join(', ')}`);

followTheme({ name: query.get('theme') ?? 'default', onChanged: () => undefined });
startClock();
const connect = fakeBackground(state(Date.now()));
const page = { tabId: 7, url: () => Promise.resolve('http://127.0.0.1:5552/index'), documentTimes: () => Promise.resolve(null), reload: () => Promise.resolve() };
const view =
  query.get('view') === 'popup' ? (
    <Popup app={createApp(connect, 'nothing', () => () => Promise.resolve(true))} onOpenPanel={() => undefined} />
  ) : (
    <Panel app={createApp(connect, { page }, () => () => Promise.resolve(true))} />
  );
render(view, document.body);
