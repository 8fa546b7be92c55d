import { useId, useRef, useState } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import { parsePlace, type Place } from '../lists/place.ts';
import type { TimeRange } from '../lists/time-range.ts';
import { Button } from '../../views/components/button.tsx';
import { say } from '../../core/words/say.ts';
import { useFocusByKey } from './focus-by-key.ts';

interface GoToBoxProps {
  /** The time that the list is about. */
  readonly recorded: () => TimeRange;
  /** Selects the row at a place, or the next one. Whether it is the very row; null when there is no row at all. */
  readonly go: (place: Place) => Promise<boolean | null>;
}

/** Goes to a moment, or to an entry by its number, and says so when what is written is neither. */
export function GoToBox({ recorded, go }: GoToBoxProps) {
  const box = useRef<HTMLInputElement>(null);
  const noteId = useId();
  const [text, setText] = useState('');
  const [mistake, setMistake] = useState('');
  const [looking, setLooking] = useState(false);
  const { toasts } = useApp();
  useFocusByKey(box, 'g');
  const submit = async () => {
    const parsed = parsePlace(text, recorded());
    if (!parsed.ok) {
      setMistake(parsed.error.message);
      box.current?.focus();
      return;
    }
    setLooking(true);
    const found = await go(parsed.value);
    setLooking(false);
    if (found !== true) toasts.show(found === null ? say('panel_goTo_nothing') : say('panel_goTo_next', { place: text.trim() }));
  };
  return (
    <form
      class="go-to"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <input
        ref={box}
        class="input"
        type="text"
        aria-label={say('panel_goTo_name')}
        aria-invalid={mistake === '' ? undefined : 'true'}
        aria-describedby={noteId}
        placeholder={say('panel_goTo_hint')}
        title={say('panel_goTo_about')}
        spellcheck={false}
        autocomplete="off"
        maxLength={100}
        value={text}
        onBlur={() => setMistake('')}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setMistake('');
        }}
      />
      <Button submit icon="arrow" iconOnly>
        {say('panel_goTo_go')}
      </Button>
      <p id={noteId} role="status" class={mistake === '' ? 'muted' : 'field-error'}>
        {mistake === '' ? (looking ? say('panel_goTo_looking') : null) : mistake}
      </p>
    </form>
  );
}
