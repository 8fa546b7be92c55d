/** What is said where there is no finding. Pure. */
import type { ConnectionView } from '../../core/contract/connection-view.ts';
import type { Ladder } from '../../core/entries/ladder.ts';

export type Health = 'untried' | 'connecting' | 'failing' | 'healthy' | 'unproven';

/**
 * Only what stands is called healthy, not what fails for reasons that no cause fits, nor an attempt that is still under way.
 * `phase` is the connection's, or null of a page's sockets.
 */
export function healthOf(ladders: readonly Ladder[], phase: ConnectionView['phase'] | null): Health {
  if (phase === 'failed' || phase === 'reconnecting' || ladders.some(({ health }) => health === 'failing')) return 'failing';
  if (phase === 'connecting') return 'connecting';
  if (ladders.length === 0 && phase !== null) return 'untried';
  return ladders.some(({ health }) => health === 'well') ? 'healthy' : 'unproven';
}
