import { neededAccess } from '../../core/settings/connect-as.ts';
import type { Finding } from '../../core/entries/finding.ts';
import { accessRefused } from '../../views/access.ts';
import { useApp, type App } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { cureOf, type Cure } from './cures.ts';
import { useInspectedOrigin } from '../inspected/inspected-origin.ts';
import type { Profile } from '../../core/settings/profile.ts';
import { say } from '../../core/words/say.ts';

/** Does what the fix of a finding about the selected connection says, where one press can. */
export function CureButton({ finding }: { finding: Finding }) {
  const app = useApp();
  const origin = useInspectedOrigin();
  const profile = app.model.profile.value;
  if (profile === null || app.model.opened.value !== null) return null;
  const cure = cureOf(finding, profile, typeof origin === 'string' ? origin : null);
  if (cure === null) return null;
  if (cure.does.type === 'open') {
    return (
      <p>
        <a class="button" href={cure.does.url} target="_blank" rel="noreferrer">
          {cure.name}
        </a>
      </p>
    );
  }
  return (
    <p>
      <Button icon="arrow" onPress={() => void take(app, profile, cure)}>
        {cure.name}
      </Button>
    </p>
  );
}

/** A change of the connection can be undone; the address of before is in the box above. */
async function take({ ask, send, tell, toasts }: App, former: Profile, { does, name }: Cure): Promise<void> {
  const fail = (why: string) => toasts.show(why, { tone: 'bad' });
  try {
    if (does.type === 'move') await send({ type: 'connect', profile: former.id, url: does.url });
    if (does.type !== 'change') return;
    // The browser asks only while the press of the button is under way, so nothing may be awaited before this.
    const { origins, permissions } = neededAccess(does.profile);
    if (!(await ask(origins, permissions))) return void fail(accessRefused(does.profile.url));
    await send({ type: 'save-profile', profile: does.profile });
    if (does.reconnect) await send({ type: 'reconnect', profile: former.id, url: null });
    toasts.show(say('findings_cure_done', { name }), { undo: () => tell({ type: 'save-profile', profile: former }) });
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}
