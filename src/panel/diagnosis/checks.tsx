/** The newest round of questions to the server: how far it has come, and what each answer was. */
import { probeText, probeVerdict, type ProbeVerdict } from '../../core/words/probe-words.ts';
import type { ProbeRound } from './probe-round.ts';
import { formatDuration, formatMs } from '../../core/words/format.ts';
import { Icon, type IconName } from '../../views/components/icons.tsx';
import { say } from '../../core/words/say.ts';

const ICONS: Record<ProbeVerdict, IconName> = { passed: 'check', failed: 'cross', neutral: 'circle' };

/** While a round runs. One quiet region, whose text changes with each answer. */
export function Progress({ round }: { round: ProbeRound | null }) {
  return (
    <div class="diagnosis-progress" role="status">
      {round?.running === true ? (
        <>
          <progress max={round.questions} value={round.answers.length} aria-label={say('findings_title')} />
          <span>{say('findings_running', { answered: round.answers.length, questions: round.questions })}</span>
        </>
      ) : null}
    </div>
  );
}

/** What was asked and answered, once it is over. Open where it is all there is to say. */
export function Checks({ round, open }: { round: ProbeRound; open: boolean }) {
  if (round.running) return null;
  return (
    <details class="finding-more checks" open={open}>
      <summary>{round.done === null ? say('findings_cutOff') : say('findings_checked', { count: round.answers.length, took: formatDuration(round.done.tookMs) })}</summary>
      <ul>
        {round.answers.map((probe) => {
          const verdict = probeVerdict(probe);
          return (
            <li key={probe.seq} class={`check verdict-${verdict}`}>
              <Icon name={ICONS[verdict]} />
              <span class="isolate">{probeText(probe)}</span>
              <span class="muted">{formatMs(probe.tookMs)}</span>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
