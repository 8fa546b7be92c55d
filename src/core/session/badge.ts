/** What the toolbar icon says: the state of all wanted connections, without opening anything. */
import type { ConnectionView } from '../contract/connection-view.ts';
import { say, sayList } from '../words/say.ts';
import { whyText } from '../words/why-text.ts';

/** What the toolbar button is drawn as. Each has an outline of its own, so that its colour says nothing alone. */
export type IconState = 'connected' | 'reconnecting' | 'failed' | 'idle';

export const ICON_SIZES = [16, 32, 48] as const;

/** The drawings of a state by their sizes, from the root of the extension. */
export function iconFiles(state: IconState): Record<(typeof ICON_SIZES)[number], string> {
  const prefix = state === 'connected' ? '' : `${state}-`;
  return { 16: `icons/${prefix}16.png`, 32: `icons/${prefix}32.png`, 48: `icons/${prefix}48.png` };
}

export interface Badge {
  readonly icon: IconState;
  /** At most four characters; empty for no badge. */
  readonly text: string;
  readonly color: string;
  readonly title: string;
}

const CALM = '#1a7f4b';
const BUSY = '#9a6700';
const BAD = '#c62828';

function line(view: ConnectionView, name: string): string {
  const facts = [say(`common_phase_${view.phase}`)];
  if (view.phase === 'connected' && view.uses.ack) facts.push(say(view.ack.state === 'acknowledged' ? 'badge_acknowledged' : 'badge_unacknowledged'));
  if (view.heartbeat.lastMs !== null) facts.push(say('badge_roundTrip', { ms: Math.round(view.heartbeat.lastMs) }));
  const state = { name, state: sayList(facts) };
  return view.phase === 'failed' && view.why !== null ? say('badge_lineWhy', { ...state, why: whyText(view.why) }) : say('badge_line', state);
}

/** `names` maps a connection's id to what its user calls it. */
export function badgeFor(views: readonly ConnectionView[], names: ReadonlyMap<string, string>): Badge {
  const shown = views.filter((view) => view.wanted || view.phase !== 'disconnected');
  const title = [say('common_brand'), ...shown.map((view) => line(view, names.get(view.id) ?? view.id))].join('\n');
  if (shown.length === 0) return { icon: 'idle', text: '', color: CALM, title: say('badge_idle') };
  if (shown.some((view) => view.phase === 'failed')) return { icon: 'failed', text: '!', color: BAD, title };
  const connected = shown.filter((view) => view.phase === 'connected').length;
  if (connected < shown.length) return { icon: 'reconnecting', text: '…', color: BUSY, title };
  return { icon: 'connected', text: connected === 1 ? say('badge_on') : String(connected), color: CALM, title };
}
