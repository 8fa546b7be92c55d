import { useId, useState } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { clip } from '../../core/words/format.ts';
import type { ComposeView } from './compose-view.ts';
import { MessageItem } from './message-item.tsx';
import type { SavedMessage } from './message-store.ts';
import { say } from '../../core/words/say.ts';

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
    setError(wanted === '' ? say('compose_saved_noName') : '');
    if (wanted !== '') view.store.save(wanted, { shape: view.shape.value, draft: view.draft.value });
  };
  const load = (message: SavedMessage) => {
    setName(message.name);
    setError('');
    view.load(message);
  };
  const remove = (message: SavedMessage) => {
    view.store.remove(message.name);
    toasts.show(say('compose_saved_removed', { name: message.name }), { undo: () => view.store.save(message.name, message) });
  };
  return (
    <section aria-label={say('compose_saved_title')}>
      <header class="card-head">
        <h2>{say('compose_saved_title')}</h2>
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
          aria-label={say('compose_saved_name')}
          placeholder={say('compose_saved_name')}
          autocomplete="off"
          value={name}
          aria-invalid={error === '' ? undefined : 'true'}
          aria-describedby={`${id}-error`}
          onInput={(event) => setName(clip(event.currentTarget.value, LONGEST_NAME))}
        />
        <Button submit>{messages.some((message) => message.name === name.trim()) ? say('compose_saved_replace') : say('compose_saved_save')}</Button>
      </form>
      <p id={`${id}-error`} role="alert" class="field-error">
        {error}
      </p>
      {messages.length === 0 ? <p class="muted">{say('compose_saved_empty')}</p> : null}
      <ul class="message-items">
        {messages.map((message) => (
          <MessageItem key={message.name} view={view} message={message} title={message.name} onLoad={() => load(message)}>
            <Button look="quiet" icon="trash" iconOnly onPress={() => remove(message)}>
              {say('compose_saved_remove', { name: message.name })}
            </Button>
          </MessageItem>
        ))}
      </ul>
    </section>
  );
}
