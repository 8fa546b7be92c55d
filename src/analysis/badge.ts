/** What the toolbar icon says: the state of all wanted connections, without opening anything. */
import type { ConnectionView } from '../messaging/connection-view.ts';

export interface Badge {
  /** At most four characters; empty for no badge. */
  readonly text: string;
  readonly color: string;
  readonly title: string;
}

const CALM = '#1a7f4b';
const BUSY = '#9a6700';
const BAD = '#c62828';

function line(view: ConnectionView, name: string): string {
  const word = view.phase[0]!.toUpperCase() + view.phase.slice(1);
  const last = view.heartbeat.lastMs === null ? '' : `, last round trip ${Math.round(view.heartbeat.lastMs)} ms`;
  const ack = view.phase !== 'connected' ? '' : view.ack.state === 'acknowledged' ? ', acknowledged' : ', not acknowledged yet';
  const why = view.phase === 'failed' && view.why !== null ? `: ${view.why}` : '';
  return `${name}: ${word}${ack}${last}${why}`;
}

/** `names` maps a connection's id to what its user calls it. */
export function badgeFor(views: readonly ConnectionView[], names: ReadonlyMap<string, string>): Badge {
  const shown = views.filter((view) => view.wanted || view.phase !== 'disconnected');
  const title = ['Holdfast', ...shown.map((view) => line(view, names.get(view.id) ?? view.id))].join('\n');
  if (shown.length === 0) return { text: '', color: CALM, title: 'Holdfast: not connected' };
  if (shown.some((view) => view.phase === 'failed')) return { text: '!', color: BAD, title };
  const connected = shown.filter((view) => view.phase === 'connected').length;
  if (connected < shown.length) return { text: '…', color: BUSY, title };
  return { text: connected === 1 ? 'on' : String(connected), color: CALM, title };
}
