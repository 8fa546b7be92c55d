import { useId, useState } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import type { MessagesView } from '../lists/messages-view.ts';
import { NAME_LIMIT } from '../lists/saved-filters.ts';
import { Button } from '../../views/components/button.tsx';
import { Popover } from '../../views/components/popover.tsx';
import { say } from '../../core/words/say.ts';

/** Filters by name: to use, to delete, and to add the one that stands in the box. */
export function SavedFilterList({ view }: { view: MessagesView }) {
  return (
    <Popover name={say('messages_saved_name')} icon="star" iconOnly>
      {(close) => (
        <>
          <h2>{say('messages_saved_name')}</h2>
          <List view={view} close={close} />
          <SaveForm view={view} />
        </>
      )}
    </Popover>
  );
}

function List({ view, close }: { view: MessagesView; close: () => void }) {
  const { toasts } = useApp();
  const { saved } = view;
  if (saved.list.value.length === 0) return <p class="muted">{say('messages_saved_none')}</p>;
  const use = (query: string) => {
    view.query.value = query;
    close();
  };
  return (
    <ul class="saved-filters">
      {saved.list.value.map(({ name, query }) => (
        <li key={name}>
          <button type="button" class="saved-filter" onClick={() => use(query)}>
            <span>{name}</span>
            <code class="muted">{query}</code>
          </button>
          <Button look="quiet" icon="trash" iconOnly onPress={() => toasts.show(say('messages_saved_removed', { name }), { undo: saved.remove(name) })}>
            {say('messages_saved_remove', { name })}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function SaveForm({ view }: { view: MessagesView }) {
  const { toasts } = useApp();
  const [name, setName] = useState('');
  const id = useId();
  const query = view.query.value.trim();
  const cannot = query === '' || name.trim() === '' || view.mistake.value !== '';
  return (
    <form
      class="save-filter"
      onSubmit={(event) => {
        event.preventDefault();
        if (cannot) return;
        view.saved.save({ name, query });
        toasts.show(say('messages_saved_saved', { name: name.trim() }));
        setName('');
      }}
    >
      <label for={id}>{say('messages_saved_label')}</label>
      <input id={id} class="input" value={name} maxLength={NAME_LIMIT} onInput={(event) => setName(event.currentTarget.value)} />
      <Button submit unavailable={cannot}>
        {say('messages_saved_save')}
      </Button>
    </form>
  );
}
