import { now } from '../../views/clock.ts';
import { Button } from '../../views/components/button.tsx';
import { formatDayUnlessToday, formatTimeOfDay } from '../../core/words/format.ts';
import type { ComposeView } from './compose-view.ts';
import { MessageItem } from './message-item.tsx';
import { messageTitle } from './message-summary.ts';
import { say } from '../../core/words/say.ts';

/** What was sent, newest first. */
export function History({ view }: { view: ComposeView }) {
  const messages = view.store.history.value;
  return (
    <section aria-label={say('compose_history_title')}>
      <header class="card-head">
        <h2>{say('compose_history_title')}</h2>
        {messages.length === 0 ? null : (
          <Button look="quiet" icon="trash" iconOnly onPress={view.store.clearHistory}>
            {say('compose_history_clear')}
          </Button>
        )}
      </header>
      {messages.length === 0 ? <p class="muted">{say('compose_history_empty')}</p> : null}
      <ul class="message-items">
        {messages.map((message) => (
          <MessageItem
            key={message.at}
            view={view}
            message={message}
            title={messageTitle(message)}
            aside={
              <span class="muted nowrap">
                {formatDayUnlessToday(message.at, now.value)}
                {formatTimeOfDay(message.at)}
              </span>
            }
            onLoad={() => view.load(message)}
          />
        ))}
      </ul>
    </section>
  );
}
