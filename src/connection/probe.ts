/** Asks a server over plain HTTP what it thinks of a handshake, for when a failed WebSocket told us nothing. */
import type { Profile } from '../core/settings/profile.ts';
import { pollingAddress } from '../core/probing/addresses.ts';
import { Exchange } from '../core/probing/exchange.ts';
import { backgroundAsker } from './prober.ts';

/**
 * The HTTP status of an Engine.IO 4 polling handshake, or null when the browser lets us see none (nobody listens, or
 * CORS forbids). A session that the probe opens is closed again.
 */
export async function handshakeStatus(profile: Pick<Profile, 'url' | 'path' | 'query'>): Promise<number | null> {
  const exchange = new Exchange(backgroundAsker, new AbortController().signal);
  const address = pollingAddress(profile, 4);
  const answer = await exchange.poll({ address });
  exchange.close(address, answer);
  return answer.status;
}
