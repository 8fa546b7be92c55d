import { useId, useState } from 'preact/hooks';
import { useApp } from '../../ui/app.ts';
import { Button } from '../../ui/components/button.tsx';
import { clip } from '../../ui/format.ts';
import type { ComposeView } from './compose-view.ts';
import { MessageItem } from './message-item.tsx';
import type { SavedMessage } from './message-store.ts';
import { composeWords } from './words.ts';

const say = composeWords.saved;
const LONGEST_NAME = 100;

/** Messages with names. Editing one is loading it, and saving it under its name again. */
export function SavedMessages({ view }: { view: ComposeView }) {
  const { toasts } = useApp();
  const id = useId();
  const [name, setName] = useState('');
  const [error, setError] = useState('');
  const messages = view.store.saved.value;
  const save = () => {
    const wanted = name.trim();
    setError(wanted === '' ? say.noName : '');
    if (wanted !== '') view.store.save(wanted, { shape: view.shape.value, draft: view.draft.value });
  };
  const load = (message: SavedMessage) => {
    setName(message.name);
    setError('');
    view.load(message);
  };
  const remove = (message: SavedMessage) => {
    view.store.remove(message.name);
    toasts.show(say.removed(message.name), { undo: () => view.store.save(message.name, message) });
  };
  return (
    <section aria-label={say.title}>
      <header class="card-head">
        <h2>{say.title}</h2>
      </header>
      <form
        class="save-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <input
          id={id}
          class="input"
          type="text"
          aria-label={say.name}
          placeholder={say.name}
          autocomplete="off"
          value={name}
          aria-invalid={error === '' ? undefined : 'true'}
          aria-describedby={`${id}-error`}
          onInput={(event) => setName(clip(event.currentTarget.value, LONGEST_NAME))}
        />
        <Button submit>{messages.some((message) => message.name === name.trim()) ? say.replace : say.save}</Button>
      </form>
      <p id={`${id}-error`} role="alert" class="field-error">
        {error}
      </p>
      {messages.length === 0 ? <p class="muted">{say.empty}</p> : null}
      <ul class="message-items">
        {messages.map((message) => (
          <MessageItem key={message.name} view={view} message={message} title={message.name} onLoad={() => load(message)}>
            <Button look="quiet" icon="trash" iconOnly onPress={() => remove(message)}>
              {say.remove(message.name)}
            </Button>
          </MessageItem>
        ))}
      </ul>
    </section>
  );
}
