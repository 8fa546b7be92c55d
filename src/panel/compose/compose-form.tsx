import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../views/components/button.tsx';
import { TextField } from '../profile/fields.tsx';
import { Answer } from './answer.tsx';
import type { ComposeView } from './compose-view.ts';
import { argumentField, emptyPart, MOST_ARGUMENTS, type Draft, type Part } from './draft.ts';
import { PartEditor } from './part-editor.tsx';
import { Repeat } from './repeat-controls.tsx';
import { TargetChoice } from './target-choice.tsx';
import { clip } from '../../core/words/format.ts';
import { say, sayList } from '../../core/words/say.ts';

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
        <PartEditor name={say('compose_frame')} field="frame" part={draft.frame} error={errorOf('frame')} onChange={(frame) => set({ frame })} />
      )}
      <p class="muted">{say('compose_hint')}</p>
      <div class="compose-actions">
        <Button look="primary" submit unavailable={view.round.value?.running === true}>
          {say('compose_send')}
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

/** Whether the message is for a namespace that the page is not in, which costs the page its connection. */
function leavesJoined({ direction, namespaces, draft }: ComposeView): boolean {
  return direction.value === 'out' && namespaces.value.length > 0 && !namespaces.value.includes(draft.value.namespace.trim());
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
        <TextField name="event" label={say('compose_event')} value={draft.event} error={errorOf('event')} mono onChange={(event) => set({ event })} />
        <TextField name="namespace" label={say('compose_namespace')} value={draft.namespace} error={errorOf('namespace')} mono choices={view.namespaces.value} onChange={(namespace) => set({ namespace })} />
      </div>
      <p class="tone-text-warn" role="status">
        {leavesJoined(view) ? say('compose_notJoined', { namespace: clip(draft.namespace, 60), joined: sayList(view.namespaces.value.map((each) => clip(each, 60))) }) : null}
      </p>
      {draft.args.length === 0 ? <p class="muted">{say('compose_noArguments')}</p> : null}
      {draft.args.map((part, index) => (
        <PartEditor
          key={index}
          name={say('compose_argument', { number: index + 1 })}
          field={argumentField(index)}
          part={part}
          error={errorOf(argumentField(index))}
          onChange={(changed) => setArgument(index, changed)}
          remove={{ label: say('compose_removeArgument', { number: index + 1 }), act: () => set({ args: draft.args.toSpliced(index, 1) }) }}
        />
      ))}
      <div>
        <Button icon="plus" unavailable={draft.args.length >= MOST_ARGUMENTS} onPress={() => set({ args: [...draft.args, emptyPart('json')] })}>
          {say('compose_addArgument')}
        </Button>
      </div>
      {view.acknowledges.value ? (
        <div class="compose-ack">
          <label class="check">
            <input type="checkbox" checked={draft.wantsAck} onChange={(event) => set({ wantsAck: event.currentTarget.checked })} />
            {say('compose_expectAck')}
          </label>
          {draft.wantsAck ? (
            <TextField name="timeout" label={say('compose_timeout')} value={draft.timeout} error={errorOf('timeout')} numeric onChange={(timeout) => set({ timeout })} />
          ) : null}
        </div>
      ) : null}
    </>
  );
}
