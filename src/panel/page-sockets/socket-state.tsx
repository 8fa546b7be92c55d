import { Icon, type IconName } from '../../views/components/icons.tsx';
import { say } from '../../core/words/say.ts';
import { endedBadly } from './close-codes.ts';
import type { PageSocket } from './page-sockets-fold.ts';
import type { SocketPhase } from './socket-phase.ts';

const LOOKS: Readonly<Record<SocketPhase, readonly [IconName, string]>> = {
  connecting: ['dots', 'tone-calm'],
  open: ['check', 'tone-good'],
  frozen: ['pause', 'tone-calm'],
  cached: ['pause', 'tone-calm'],
  unfollowed: ['circle', 'tone-calm'],
  blocked: ['cross', 'tone-bad'],
  refused: ['cross', 'tone-bad'],
  failed: ['cross', 'tone-bad'],
  closed: ['circle', 'tone-calm'],
};

/** How a socket stands, as icon and word, with the code of its end. */
export function SocketState({ socket, phase }: { socket: PageSocket; phase: SocketPhase }) {
  const { closed } = socket;
  const [icon, tone] = phase === 'closed' && closed !== null && endedBadly(closed) ? LOOKS.failed : LOOKS[phase];
  const code = closed?.code ?? null;
  return (
    <span class={`phase-badge ${tone}`}>
      <Icon name={icon} />
      {code === null || phase === 'blocked' ? say(`pageSockets_${phase}`) : `${say(`pageSockets_${phase}`)} ${code}`}
    </span>
  );
}
