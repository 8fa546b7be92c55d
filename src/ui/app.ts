/** What the components of a view share: the model to read, the link to send commands by, and where notices go. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { effect } from '@preact/signals';
import type { CommandRequest } from '../messaging/messages.ts';
import { openLink, type PortLike } from './link.ts';
import { createModel, type Model } from './model.ts';
import { createToasts, type Toasts } from './toasts.ts';

export interface App {
  readonly model: Model;
  readonly toasts: Toasts;
  /** Sends a command whose failure the caller shows. */
  send(request: CommandRequest): Promise<void>;
  /** Sends a command whose failure, if any, becomes a notice. */
  tell(request: CommandRequest): void;
}

/** Opens the link and feeds the model. `entries` says whether this view wants the selected connection's entries. */
export function createApp(connect: () => PortLike | null, entries: boolean): App {
  const model = createModel();
  const toasts = createToasts();
  const link = openLink({ connect, onUpdate: model.apply, onState: (state) => (model.link.value = state) });
  if (entries) effect(() => link.watch(model.selected.value));

  const tell = (request: CommandRequest) => {
    link.send(request).catch((error: unknown) => {
      toasts.show(error instanceof Error ? error.message : String(error), { tone: 'bad' });
    });
  };

  return { model, toasts, send: link.send, tell };
}

const AppContext = createContext<App | null>(null);
export const AppProvider = AppContext.Provider;

/** The app of the view that a component is in. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('A component that needs the app was rendered outside of a view.');
  return app;
}
