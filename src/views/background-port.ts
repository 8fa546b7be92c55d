/** Opens the real port to the background. */
import type { Runtime } from 'webextension-polyfill';
import { VIEW_PORT } from '../core/contract/messages.ts';
import type { PortLike } from './link.ts';
import { pacedPort } from './paced-port.ts';

/** What opening a port takes, so that the popup can do without the polyfill. */
export interface PortOpener {
  readonly id: string | undefined;
  connect(options: { name: string }): Runtime.Port;
}

/** Opens ports; null when the extension that this page belongs to was updated, reloaded or removed under it. */
export function backgroundPort(runtime: PortOpener): () => PortLike | null {
  return () => {
    try {
      // An orphaned page has lost its runtime id, or throws "Extension context invalidated".
      return runtime.id === undefined ? null : pacedPort(runtime.connect({ name: VIEW_PORT }));
    } catch {
      return null;
    }
  };
}
