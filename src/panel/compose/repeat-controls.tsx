import { useState } from 'preact/hooks';
import { Button } from '../../views/components/button.tsx';
import { formatCount } from '../../core/words/format.ts';
import { TextField } from '../profile/fields.tsx';
import type { ComposeView } from './compose-view.ts';
import { FASTEST_PER_SECOND, MOST_TIMES } from './repeat.ts';
import { say } from '../../core/words/say.ts';

/** Sends the message many times at a rate, and shows how far it is. */
export function Repeat({ view }: { view: ComposeView }) {
  const [open, setOpen] = useState(false);
  const [times, setTimes] = useState('10');
  const [rate, setRate] = useState('5');
  const [checked, setChecked] = useState(false);
  const round = view.round.value;
  const timesError = isBetween(times, 1, MOST_TIMES) && Number.isInteger(Number(times)) ? '' : say('compose_badTimes', { most: formatCount(MOST_TIMES) });
  const rateError = isBetween(rate, Number.MIN_VALUE, FASTEST_PER_SECOND) ? '' : say('compose_badRate', { most: formatCount(FASTEST_PER_SECOND) });
  if (round?.running === true && round.total > 1) {
    return (
      <div class="repeat-progress">
        <progress value={round.sent} max={round.total} aria-label={say('compose_repeat')} />
        <span>{say('compose_progress', { sent: round.sent, total: round.total })}</span>
        <Button onPress={view.stop}>{say('compose_stop')}</Button>
      </div>
    );
  }
  const start = () => {
    setChecked(true);
    if (timesError === '' && rateError === '') void view.repeat(Number(times), Number(rate));
  };
  return (
    <>
      <Button icon="refresh" pressed={open} onPress={() => setOpen(!open)}>
        {say('compose_repeat')}
      </Button>
      {open ? (
        <div class="repeat-fields">
          <TextField name="times" label={say('compose_times')} value={times} error={checked ? timesError : ''} numeric onChange={setTimes} />
          <TextField name="per-second" label={say('compose_perSecond')} value={rate} error={checked ? rateError : ''} numeric onChange={setRate} />
          <Button onPress={start}>{say('compose_start')}</Button>
        </div>
      ) : null}
    </>
  );
}

function isBetween(text: string, least: number, most: number): boolean {
  const value = Number(text.trim() === '' ? NaN : text);
  return value >= least && value <= most;
}
