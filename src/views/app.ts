/** What the components of a view share: the model to read, the link to send commands by, and where notices go. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { effect, signal, type Signal } from '@preact/signals';
import { errorLine, type FaultPlace } from '../core/contract/fault.ts';
import { tabSource, type CommandRequest } from '../core/contract/messages.ts';
import type { Profile } from '../core/settings/profile.ts';
import type { Ask } from './access.ts';
import type { InspectedPage } from './inspected-page.ts';
import { openLink, type Link, type PortLike } from './link.ts';
import { createDismissals, type Dismissals } from './dismissals.ts';
import { createModel, type Model } from './model.ts';
import { createToasts, type Toasts } from './toasts.ts';

export interface App {
  readonly model: Model;
  readonly toasts: Toasts;
  readonly dismissals: Dismissals;
  /** The connection that is edited in a dialog, or null. */
  readonly edited: Signal<{ readonly profile: Profile; readonly isNew: boolean } | null>;
  /** The page that this view inspects, if it inspects one. */
  readonly page: InspectedPage | null;
  readonly ask: Ask;
  /** Sends a command whose failure the caller shows. */
  send(request: CommandRequest): Promise<void>;
  /** Sends a command whose failure, if any, becomes a notice. */
  tell(request: CommandRequest): void;
}

/** What a view wants entries of: nothing, or the selected connection and the tab that it inspects, if it inspects one. */
export type Interest = 'nothing' | { readonly page: InspectedPage | null };

/** Tells the background of the errors that nobody caught in this view, which it keeps for whoever reports them. */
export function reportFaults(where: FaultPlace, { send }: App): void {
  const report = (thrown: unknown) => void send({ type: 'report-fault', where, what: errorLine(thrown).slice(0, 4_096) }).catch(() => undefined);
  addEventListener('error', ({ error, message }) => report(error ?? message));
  addEventListener('unhandledrejection', ({ reason }) => report(reason));
}

/** Opens the link and feeds the model. `makeAsk` makes what asks for access, which may be the background. */
export function createApp(connect: () => PortLike | null, interest: Interest, makeAsk: (send: Link['send'], toasts: Toasts) => Ask): App {
  const page = interest === 'nothing' ? null : interest.page;
  const pageSource = page === null ? null : tabSource(page.tabId);
  const model = createModel(pageSource);
  const toasts = createToasts();
  const link = openLink({ connect, onUpdate: model.apply, onState: (state) => (model.link.value = state) });
  if (interest !== 'nothing') {
    effect(() => {
      const connection = model.selected.value;
      const entries = [connection, pageSource].filter((source) => source !== null);
      link.watch(entries, connection === null || model.packetsWanted.value ? [] : [connection]);
    });
  }

  const tell = (request: CommandRequest) => {
    link.send(request).catch((error: unknown) => {
      toasts.show(error instanceof Error ? error.message : String(error), { tone: 'bad' });
    });
  };

  return { model, toasts, dismissals: createDismissals(model), edited: signal(null), page, ask: makeAsk(link.send, toasts), send: link.send, tell };
}

const AppContext = createContext<App | null>(null);
export const AppProvider = AppContext.Provider;

/** The app of the view that a component is in. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('A component that needs the app was rendered outside of a view.');
  return app;
}
