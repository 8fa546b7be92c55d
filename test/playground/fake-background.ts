/** A background in memory, which says what a state says and grants every command without doing anything. */
import type { PortLike } from '../../src/views/link.ts';
import { parseCommand } from '../../src/core/contract/messages.ts';
import type { UpdateMessage } from '../../src/core/contract/update.ts';
import { packEntries } from '../../src/core/entries/packed-entries.ts';
import { elsewhere, watched, type State } from './fixtures.ts';

export function fakeBackground(state: State): () => PortLike {
  const entriesOf = (source: string) => (source === state.selected ? state.entries : source.startsWith('tab:') ? (state.page ?? []) : []);
  return () => {
    let listener: (message: unknown) => void = () => undefined;
    const tell = (update: UpdateMessage) => queueMicrotask(() => listener(structuredClone(update)));
    return {
      onMessage: { addListener: (added) => (listener = added) },
      onDisconnect: { addListener: () => undefined },
      disconnect: () => undefined,
      postMessage(message) {
        const command = parseCommand(message);
        if (!command.ok) throw new Error(`The view sent something that is not a command: ${JSON.stringify(command.error)}`);
        const { id } = command.value;
        if (command.value.type === 'watch') {
          const { profiles, selected, connections } = state;
          tell({
            type: 'snapshot',
            epoch: 'playground',
            profiles: [...profiles],
            selected,
            connections: [...connections],
            ...elsewhere,
            ...(state.archive === undefined ? {} : { archive: state.archive }),
            hooked: [...(state.hooked ?? [])],
            everConnected: state.everConnected ?? true,
            pages: (state.pages ?? []).map((page) => ({ ladders: [], ...page })),
            recordings: command.value.entries.map((source) => watched(source, entriesOf(source).length)),
          });
          for (const source of command.value.entries) tell({ type: 'history', epoch: 'playground', source, packed: packEntries(entriesOf(source)), done: true });
        }
        const refused = command.value.type === 'connect' && command.value.url === 'bad';
        tell({ type: 'reply', id, error: refused ? { field: 'url', message: 'Server URL is not a valid address. Enter scheme, host and port, such as http://127.0.0.1:5552.' } : null });
      },
    };
  };
}
