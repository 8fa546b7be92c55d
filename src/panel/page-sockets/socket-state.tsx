import { Icon } from '../../ui/components/icons.tsx';
import { endedBadly } from './close-codes.ts';
import type { PageSocket } from './page-sockets-fold.ts';
import { say } from '../../words/say.ts';

/** Whether a socket stands, as icon and word, with the code of its end. */
export function SocketState({ socket }: { socket: PageSocket }) {
  const { closed } = socket;
  if (closed === null) {
    return (
      <span class="phase-badge tone-good">
        <Icon name="check" />
        {say('pageSockets_open')}
      </span>
    );
  }
  const bad = endedBadly(closed);
  return (
    <span class={`phase-badge ${bad ? 'tone-bad' : 'tone-calm'}`}>
      <Icon name={bad ? 'cross' : 'circle'} />
      {closed.code === null ? say('pageSockets_closed') : `${say('pageSockets_closed')} ${closed.code}`}
    </span>
  );
}
