import { now } from '../../views/clock.ts';
import type { Answers } from './answers.ts';
import type { ComposeView, Round } from './compose-view.ts';
import type { Closing } from './targets.ts';
import { formatDuration, formatMs, singleLine } from '../../core/words/format.ts';
import { say, sayList } from '../../core/words/say.ts';

/** What became of what was sent last. */
export function Answer({ view }: { view: ComposeView }) {
  void view.answered.value;
  const round = view.round.value;
  return (
    <div class="compose-answer isolate" role="status" aria-label={say('compose_answer')}>
      {round === null || round.running ? null : <Outcome round={round} closing={view.closing.value} />}
    </div>
  );
}

function Outcome({ round, closing }: { round: Round; closing: Closing | null }) {
  if (closing !== null) return <p class="tone-text-bad">{say(closing.by === 'server' ? 'compose_closedByServer' : 'compose_closedByOther', { after: formatMs(closing.afterMs) })}</p>;
  if (round.answers === null) return <p>{say(round.direction === 'in' ? 'compose_delivered' : 'compose_sent', { count: round.sent })}</p>;
  return round.sent === 1 ? <OneAnswer answers={round.answers} /> : <ManyAnswers answers={round.answers} sent={round.sent} />;
}

function OneAnswer({ answers }: { answers: Answers }) {
  const { last, awaited } = answers;
  if (last !== null) return <p class="answer-good">{acknowledged(last)}</p>;
  // The clock ticks once a second; a timeout between two ticks is told at the next.
  return answers.open(now.value).unanswered > 0 ? <p class="tone-text-bad">{say('compose_unanswered', { timeout: formatDuration(awaited.timeoutMs) })}</p> : <p class="muted">{say('compose_waiting')}</p>;
}

function acknowledged({ afterMs, preview }: NonNullable<Answers['last']>): string {
  return say('compose_acknowledged', { after: formatMs(afterMs), answer: preview === '' ? say('compose_emptyAnswer') : singleLine(preview, 400) });
}

function ManyAnswers({ answers, sent }: { answers: Answers; sent: number }) {
  const { unanswered, waiting } = answers.open(now.value);
  const tally = [
    say('compose_tallyAcknowledged', { count: answers.acknowledged }),
    ...(unanswered > 0 ? [say('compose_tallyUnanswered', { count: unanswered })] : []),
    ...(waiting > 0 ? [say('compose_tallyWaiting', { count: waiting })] : []),
  ];
  return (
    <>
      <p>
        {say('compose_sent', { count: sent })} {say('compose_tally', { parts: sayList(tally) })}
      </p>
      {answers.last === null ? null : <p class="muted">{say('compose_last', { text: acknowledged(answers.last) })}</p>}
    </>
  );
}
