import { useState } from 'preact/hooks';
import { hookAccess } from '../../core/settings/access.ts';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { inFirefox } from '../../views/in-firefox.ts';
import type { InspectedPage } from '../../views/inspected-page.ts';
import { shown } from '../../core/words/format.ts';
import { say } from '../../core/words/say.ts';

type Notice = { readonly kind: 'switched'; readonly on: boolean; readonly origin: string; readonly at: number } | { readonly kind: 'refused'; readonly why: string };

/** Switches the hook in this site's pages on and off. The browser asks for the permission when it is switched on first. */
export function CaptureSwitch({ page, origin }: { page: InspectedPage; origin: string | null | undefined }) {
  const { model, send, ask } = useApp();
  const [notice, setNotice] = useState<Notice | null>(null);
  const on = typeof origin === 'string' && model.hooked.value.has(origin);

  const toggle = async () => {
    if (typeof origin !== 'string') return;
    try {
      // The browser asks only while the press of the button is under way, so nothing may be awaited before this.
      const { origins, permissions } = hookAccess(origin);
      if (!on && !(await ask(origins, permissions))) return setNotice({ kind: 'refused', why: say(inFirefox ? 'pageSockets_capture_refusedInFirefox' : 'pageSockets_capture_refused') });
      await send({ type: 'hook-site', origin, on: !on });
      setNotice({ kind: 'switched', on: !on, origin, at: Date.now() });
    } catch (error) {
      setNotice({ kind: 'refused', why: error instanceof Error ? error.message : String(error) });
    }
  };

  const signals = model.page.value?.signals;
  void signals?.version.value;
  const navigation = signals === undefined ? undefined : [...signals].findLast(({ kind }) => kind === 'navigation');
  const isDone = notice?.kind === 'switched' && navigation !== undefined && navigation.at > notice.at;
  return (
    <>
      <Button look={on || typeof origin !== 'string' ? 'plain' : 'primary'} unavailable={typeof origin !== 'string'} title={say('pageSockets_capture_about')} onPress={() => void toggle()}>
        {on ? say('pageSockets_capture_stop') : say('pageSockets_capture_start')}
      </Button>
      <div class="capture-notice" role="status">
        {origin === null ? <p class="muted">{say('pageSockets_capture_noOrigin')}</p> : null}
        {notice === null || isDone ? null : notice.kind === 'refused' ? (
          <p class="tone-text-bad">{shown(notice.why, 500)}</p>
        ) : (
          <>
            <p>
              {say(notice.on ? 'pageSockets_capture_startedAt' : 'pageSockets_capture_stoppedAt', { origin: shown(notice.origin, 200) })}
              {notice.on && inFirefox ? ` ${say('pageSockets_capture_allPorts')}` : ''}
            </p>
            <Button icon="refresh" onPress={() => void page.reload()}>
              {say('pageSockets_capture_reload')}
            </Button>
          </>
        )}
      </div>
    </>
  );
}
