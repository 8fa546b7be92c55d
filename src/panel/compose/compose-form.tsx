import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../ui/components/button.tsx';
import { TextField } from '../profile/fields.tsx';
import { Answer } from './answer.tsx';
import type { ComposeView } from './compose-view.ts';
import { argumentField, emptyPart, MOST_ARGUMENTS, type Draft, type Part } from './draft.ts';
import { PartEditor } from './part-editor.tsx';
import { Repeat } from './repeat-controls.tsx';
import { TargetChoice } from './target-choice.tsx';
import { composeWords as say } from './words.ts';

/** Fields that show their own errors; others are said beside Send. */
const OWN_FIELD = /^(target|event|namespace|timeout|frame|args\.\d+)$/;

export function ComposeForm({ view }: { view: ComposeView }) {
  const form = useRef<HTMLFormElement>(null);
  const draft = view.draft.value;
  const error = view.error.value;
  const set = (changes: Partial<Draft>) => {
    view.error.value = null;
    view.draft.value = { ...draft, ...changes };
  };
  const errorOf = (field: string) => (error?.field === field ? error.message : '');

  // Focus on the field that is wrong, once it is marked.
  useEffect(() => {
    if (error !== null) form.current?.querySelector<HTMLElement>(`[name="${CSS.escape(error.field)}"]`)?.focus();
  }, [error]);

  return (
    <form
      ref={form}
      class="compose-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void view.send();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void view.send();
      }}
    >
      <TargetChoice view={view} error={errorOf('target')} />
      {view.shape.value === 'event' ? (
        <EventFields view={view} set={set} errorOf={errorOf} />
      ) : (
        <PartEditor name={say.frame} field="frame" part={draft.frame} error={errorOf('frame')} onChange={(frame) => set({ frame })} />
      )}
      <p class="muted">{say.hint}</p>
      <div class="compose-actions">
        <Button look="primary" submit unavailable={view.round.value?.running === true}>
          {say.send}
        </Button>
        <Repeat view={view} />
      </div>
      <p role="alert" class="field-error">
        {error !== null && !OWN_FIELD.test(error.field) ? error.message : null}
      </p>
      <Answer view={view} />
    </form>
  );
}

interface EventFieldsProps {
  readonly view: ComposeView;
  readonly set: (changes: Partial<Draft>) => void;
  readonly errorOf: (field: string) => string;
}

function EventFields({ view, set, errorOf }: EventFieldsProps) {
  const draft = view.draft.value;
  const setArgument = (index: number, part: Part) => set({ args: draft.args.with(index, part) });
  return (
    <>
      <div class="field-grid">
        <TextField name="event" label={say.event} value={draft.event} error={errorOf('event')} mono onChange={(event) => set({ event })} />
        <TextField name="namespace" label={say.namespace} value={draft.namespace} error={errorOf('namespace')} mono onChange={(namespace) => set({ namespace })} />
      </div>
      {draft.args.length === 0 ? <p class="muted">{say.noArguments}</p> : null}
      {draft.args.map((part, index) => (
        <PartEditor
          key={index}
          name={say.argument(index + 1)}
          field={argumentField(index)}
          part={part}
          error={errorOf(argumentField(index))}
          onChange={(changed) => setArgument(index, changed)}
          remove={{ label: say.removeArgument(index + 1), act: () => set({ args: draft.args.toSpliced(index, 1) }) }}
        />
      ))}
      <div>
        <Button icon="plus" unavailable={draft.args.length >= MOST_ARGUMENTS} onPress={() => set({ args: [...draft.args, emptyPart('json')] })}>
          {say.addArgument}
        </Button>
      </div>
      {view.acknowledges.value ? (
        <div class="compose-ack">
          <label class="check">
            <input type="checkbox" checked={draft.wantsAck} onChange={(event) => set({ wantsAck: event.currentTarget.checked })} />
            {say.expectAck}
          </label>
          {draft.wantsAck ? (
            <TextField name="timeout" label={say.timeout} value={draft.timeout} error={errorOf('timeout')} numeric onChange={(timeout) => set({ timeout })} />
          ) : null}
        </div>
      ) : null}
    </>
  );
}
