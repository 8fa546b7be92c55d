import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { useLoaded, type Later } from './later.ts';
import { say } from '../../core/words/say.ts';

interface WhenLoadedProps<T> {
  readonly part: Later<T>;
  readonly children: (loaded: T) => ComponentChildren;
}

/** A part of a view whose code is loaded when it is first shown: in its place, that it is on its way, or why not. */
export function WhenLoaded<T>({ part, children }: WhenLoadedProps<T>) {
  const loaded = useLoaded(part);
  if (loaded !== null) return <>{children(loaded)}</>;
  return <LoadNotice part={part} />;
}

/** The same for a dialog: until it opens, focus stays where it is, and where it cannot open, a notice says so. */
export function DialogWhenLoaded<T>({ part, onClose, children }: WhenLoadedProps<T> & { readonly onClose: () => void }) {
  const { toasts } = useApp();
  const loaded = useLoaded(part);
  const state = part.state.value;
  useEffect(() => {
    // A failure of the last time is being mended by now.
    if (part.state.peek() !== 'failed') return;
    toasts.show(say('panel_later_failed'), { tone: 'bad' });
    onClose();
  }, [state]);
  return loaded === null ? null : <>{children(loaded)}</>;
}

/** It is there within a blink as a rule; CSS delays the words. */
export function LoadNotice<T>({ part }: { part: Later<T> }) {
  if (part.state.value !== 'failed') {
    return (
      <p role="status" aria-busy="true" class="load-notice loading muted">
        {say('panel_later_loading')}
      </p>
    );
  }
  return (
    <div class="load-notice">
      <p role="alert">{say('panel_later_failed')}</p>
      <Button onPress={() => part.load()}>{say('panel_later_again')}</Button>
    </div>
  );
}
