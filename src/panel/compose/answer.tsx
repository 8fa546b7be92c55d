import { now } from '../../ui/clock.ts';
import type { Answers } from './answers.ts';
import type { ComposeView, Round } from './compose-view.ts';
import { composeWords as say } from './words.ts';

/** What became of what was sent last. */
export function Answer({ view }: { view: ComposeView }) {
  void view.answered.value;
  const round = view.round.value;
  return (
    <div class="compose-answer isolate" role="status" aria-label={say.answer}>
      {round === null || round.running ? null : <Outcome round={round} />}
    </div>
  );
}

function Outcome({ round }: { round: Round }) {
  if (round.answers === null) return <p>{round.direction === 'in' ? say.delivered(round.sent) : say.sent(round.sent)}</p>;
  return round.sent === 1 ? <OneAnswer answers={round.answers} /> : <ManyAnswers answers={round.answers} sent={round.sent} />;
}

function OneAnswer({ answers }: { answers: Answers }) {
  const { last, awaited } = answers;
  if (last !== null) return <p class="answer-good">{say.acknowledged(last.afterMs, last.preview)}</p>;
  // The clock ticks once a second; a timeout between two ticks is told at the next.
  return answers.open(now.value).unanswered > 0 ? <p class="tone-text-bad">{say.unanswered(awaited.timeoutMs)}</p> : <p class="muted">{say.waiting}</p>;
}

function ManyAnswers({ answers, sent }: { answers: Answers; sent: number }) {
  const { unanswered, waiting } = answers.open(now.value);
  return (
    <>
      <p>
        {say.sent(sent)} {say.tally(answers.acknowledged, unanswered, waiting)}.
      </p>
      {answers.last === null ? null : <p class="muted">{say.last(say.acknowledged(answers.last.afterMs, answers.last.preview))}</p>}
    </>
  );
}
