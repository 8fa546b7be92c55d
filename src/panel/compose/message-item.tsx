import type { ComponentChildren } from 'preact';
import { Button } from '../../views/components/button.tsx';
import { singleLine } from '../../core/words/format.ts';
import type { ComposeView } from './compose-view.ts';
import type { Message } from './message-store.ts';
import { messageSummary } from './message-summary.ts';
import { say } from '../../core/words/say.ts';

interface MessageItemProps {
  readonly view: ComposeView;
  readonly message: Message;
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly onLoad: () => void;
  readonly children?: ComponentChildren;
}

/** A message of the history or a saved one: press it to edit it, or send it again as it is. */
export function MessageItem({ view, message, title, aside, onLoad, children }: MessageItemProps) {
  const shown = singleLine(title, 100);
  const fits = message.shape === view.shape.value && view.round.value?.running !== true;
  const sendAgain = () => {
    view.load(message);
    void view.send();
  };
  return (
    <li class="message-item">
      <div class="message-text">
        <button type="button" class="message-load isolate" onClick={onLoad}>
          <span class="offscreen">{say('compose_edit')} </span>
          {shown}
        </button>
        {aside}
        <span class="message-summary muted isolate">{messageSummary(message)}</span>
      </div>
      <Button look="quiet" icon="arrow" iconOnly unavailable={!fits} title={fits ? say('compose_again', { what: shown }) : say('compose_unfit')} onPress={sendAgain}>
        {say('compose_again', { what: shown })}
      </Button>
      {children}
    </li>
  );
}
