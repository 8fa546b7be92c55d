/** A profile in the terms of socket.io-client's Manager. */
import type { ManagerOptions } from 'socket.io-client';
import * as msgpackParser from 'socket.io-msgpack-parser';
import type { Profile } from '../core/settings/profile.ts';

/** Everything but the transports, which are classes of our own. */
export function managerOptions({ path, query, timings, parser }: Profile): Partial<ManagerOptions> {
  return {
    path,
    query,
    tryAllTransports: true,
    autoConnect: false,
    // The Manager counts attempts per handshake, and so would never give up on a connection that does not stand.
    reconnectionAttempts: Infinity,
    reconnectionDelay: timings.reconnectDelayMs,
    reconnectionDelayMax: timings.reconnectDelayMaxMs,
    // Without the random part, the countdown that we show is true.
    randomizationFactor: 0,
    timeout: timings.connectTimeoutMs,
    ...(parser === 'msgpack' ? { parser: msgpackParser } : {}),
  };
}
