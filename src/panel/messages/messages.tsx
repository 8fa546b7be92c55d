import { useLayoutEffect, useRef } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import type { MessagesView } from '../lists/messages-view.ts';
import { Button } from '../../views/components/button.tsx';
import { useFocusBySlash } from '../grid/focus-by-key.ts';
import { Histogram } from '../histogram/histogram.tsx';
import { MessageDetail } from './message-detail.tsx';
import { goToMatch, MessageGrid } from './message-grid.tsx';
import { MessageToolbar } from './message-toolbar.tsx';
import { say } from '../../core/words/say.ts';

/** Everything that crosses the wire, ours and the page's, as what it means. */
export function Messages({ view }: { view: MessagesView }) {
  const filter = useRef<HTMLInputElement>(null);
  useFocusBySlash(filter);
  useLayoutEffect(() => {
    view.opened.value = true;
  }, [view]);
  const onKeyDown = (event: KeyboardEvent) => {
    // The grid has handled its own; from the filter box and everywhere else it does the same.
    if (event.key !== 'F3' || event.defaultPrevented) return;
    event.preventDefault();
    goToMatch(view, event.shiftKey ? -1 : 1);
  };
  return (
    <div class="list-view" onKeyDown={onKeyDown}>
      <MessageToolbar view={view} filter={filter} />
      <Histogram of="packets" version={view.version} times={() => ({ all: view.list.times, marked: null })} range={view.range} />
      <div class="list-body">
        <MessageGrid view={view} empty={<Empty view={view} />} />
        <MessageDetail view={view} />
      </div>
    </div>
  );
}

/** Why there is nothing to see, and what to do about it. */
function Empty({ view }: { view: MessagesView }) {
  const { model } = useApp();
  void view.version.value;
  const { rows } = view;
  if (!model.recording.value.hasPackets.value) return <p>{say('panel_later_loading')}</p>;
  if (rows.search.state === 'searching') return <p>{say('panel_search_began')}</p>;
  if (view.clearedAt.value !== null && view.filter.value.empty && view.range.value === null) return <p>{say('messages_emptyCleared')}</p>;
  if (rows.total > 0) {
    const clear = () => {
      view.query.value = '';
      view.range.value = null;
    };
    return (
      <>
        <p>{say('messages_emptyFilter')}</p>
        <Button onPress={clear}>{say('messages_clearFilter')}</Button>
      </>
    );
  }
  if (rows.folded > 0) {
    return (
      <>
        <p>{say('messages_emptyFolded')}</p>
        <Button onPress={() => (view.heartbeats.value = true)}>{say('messages_showHeartbeats')}</Button>
      </>
    );
  }
  if (model.opened.value !== null) return <p>{say('sharing_opened_noPackets')}</p>;
  return <p>{model.connection.value?.phase === 'connected' ? say('messages_empty') : say('messages_emptyDisconnected')}</p>;
}
