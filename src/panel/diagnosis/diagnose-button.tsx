import { useState } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { accessPatterns } from '../../core/settings/connect-as.ts';
import type { CommandRequest } from '../../core/contract/messages.ts';
import type { ProbeRound } from './probe-round.ts';
import { say } from '../../core/words/say.ts';

/** Starts a round of questions. Access to the site is asked for only where the browser has hidden an answer for want of it. */
export function DiagnoseButton({ request, round, label }: { request: CommandRequest; round: ProbeRound | null; label: string }) {
  const { tell, ask } = useApp();
  const [refused, setRefused] = useState(false);
  const running = round?.running === true;
  const isHidden = !running && (round?.answers.some(({ outcome }) => outcome === 'hidden') ?? false);
  const allow = async (url: string) => {
    const given = await ask(accessPatterns(url));
    setRefused(!given);
    if (given) tell(request);
  };
  return (
    <div class="diagnose">
      <Button icon="pulse" unavailable={running} title={say('findings_diagnoseAbout')} onPress={() => tell(request)}>
        {label}
      </Button>
      {round !== null && isHidden ? (
        <p>
          <span class="muted">{refused ? say('findings_notAllowed') : say('findings_hidden')}</span>{' '}
          <Button onPress={() => void allow(round.url)}>{say('findings_allow')}</Button>
        </p>
      ) : null}
    </div>
  );
}
