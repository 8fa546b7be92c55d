/** How far the attempts at a server came: each rung with its state, in words where it matters and as marks where all is well. */
import { useState } from 'preact/hooks';
import type { Ladder, RungState } from '../../core/entries/ladder.ts';
import { rungName, stepText } from '../../core/words/ladder.ts';
import { say } from '../../core/words/say.ts';
import { Icon, type IconName } from './icons.tsx';

const ICONS: Readonly<Record<RungState, IconName>> = { passed: 'check', failed: 'cross', unreached: 'circle', hidden: 'help' };

/** `brief` begins with marks alone, which a press opens. A ladder that failed begins open unless it is brief. */
export function LadderList({ ladder, brief = false, named = false }: { ladder: Ladder; brief?: boolean; named?: boolean }) {
  const stopped = ladder.steps.find(({ state }) => state === 'failed');
  const [open, setOpen] = useState<boolean | null>(null);
  const isOpen = open ?? (!brief && ladder.health === 'failing');
  return (
    <section class={`ladder ${isOpen ? 'open' : ''}`}>
      <button type="button" class="ladder-head" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <span class="ladder-title">{say('ladder_title')}</span>
        {named ? <span class="isolate muted">{ladder.server}</span> : null}
        {stopped === undefined ? null : <span class="isolate ladder-stop">{`${rungName(stopped.rung)}: ${stepText(stopped)}`}</span>}
      </button>
      <ol role="list" aria-label={say('ladder_title')}>
        {ladder.steps.map((step) => {
          const words = `${rungName(step.rung)}: ${stepText(step)}`;
          return (
            <li key={step.rung} role="listitem" data-rung={step.rung} data-state={step.state} class={`rung-${step.state}`} title={words}>
              <Icon name={ICONS[step.state]} />
              <span class={isOpen ? 'isolate' : 'offscreen'}>
                {rungName(step.rung)}
                {/* A mark says as much as “passed” does. */}
                <span class={step.state === 'failed' || step.variant !== null ? '' : 'offscreen'}>{`: ${stepText(step)}`}</span>
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
