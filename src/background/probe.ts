/** Asks a server over plain HTTP what it thinks of a handshake, for when a failed WebSocket told us nothing. */
import type { Profile } from '../messaging/profile.ts';
import { openedSid } from '../wire/open-packet.ts';

const DEADLINE_MS = 5_000;

/**
 * The HTTP status of an Engine.IO 4 polling handshake, or null when the browser lets us see none (nobody listens, or
 * CORS forbids). A session that the probe opens is closed again.
 */
export async function handshakeStatus(profile: Pick<Profile, 'url' | 'path' | 'query'>): Promise<number | null> {
  const query = new URLSearchParams({ ...profile.query, EIO: '4', transport: 'polling' });
  const address = `${profile.url}${profile.path.replace(/\/$/, '')}/?${query}`;
  const request = { credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(DEADLINE_MS) } as const;
  try {
    const response = await fetch(address, request);
    const sid = openedSid(await response.text());
    if (sid !== null) await fetch(`${address}&sid=${encodeURIComponent(sid)}`, { ...request, method: 'POST', body: '1' });
    return response.status;
  } catch {
    return null;
  }
}
