import type { ComposeView } from './compose-view.ts';
import { ComposeForm } from './compose-form.tsx';
import { History } from './history.tsx';
import { SavedMessages } from './saved-messages.tsx';

export { createComposeView } from './compose-view.ts';

/** Puts messages together and sends them, on the background connection or through the page's own sockets. */
export function Compose({ view }: { view: ComposeView }) {
  return (
    <div class="compose">
      <ComposeForm view={view} />
      <div class="compose-side">
        <SavedMessages view={view} />
        <History view={view} />
      </div>
    </div>
  );
}
