/** Something answers in the application's place. */
import { cause, type Cause } from '../cause.ts';

export const WHO_CAUSES: readonly Cause[] = [
  cause('port-taken', {
    rung: 'who',
    where: 'server',
    accounts: [{ seen: ['program'], confidence: 'certain' }],
    explains: ['handshake-forbidden', 'wrong-path', 'not-socketio', 'server-unreachable', 'websocket-blocked', 'no-fallback', 'refused-in-front'],
  }),
  cause('tunnel-page', {
    rung: 'who',
    where: 'proxy',
    accounts: [{ seen: ['interstitial'], confidence: 'certain' }],
    explains: ['wrong-path', 'not-socketio', 'websocket-blocked', 'no-fallback'],
  }),
  cause('edge-challenge', {
    rung: 'who',
    where: 'proxy',
    accounts: [{ seen: ['challenge'], confidence: 'certain' }],
    explains: ['handshake-forbidden', 'not-socketio', 'websocket-blocked', 'no-fallback', 'server-unreachable'],
  }),
  cause('host-unknown', {
    rung: 'who',
    where: 'proxy',
    accounts: [{ seen: ['hostAbsent'], confidence: 'certain' }],
    explains: ['wrong-path', 'not-socketio', 'websocket-blocked', 'no-fallback'],
  }),
  cause('refused-in-front', {
    rung: 'who',
    of: 'any',
    where: 'proxy',
    accounts: [{ seen: ['refusedInFront'], confidence: 'likely' }],
    excludedBy: ['program'],
    explains: ['websocket-blocked', 'no-fallback', 'origin-refused', 'socket-refused'],
  }),
  cause('server-error', {
    rung: 'who',
    where: 'server',
    accounts: [
      { seen: ['emptyServerError'], confidence: 'guess', variant: 'empty' },
      { seen: ['serverError'], confidence: 'guess' },
    ],
    excludedBy: ['gatewayDown', 'devProxyDown', 'tunnelClosed', 'devServer', 'challenge', 'hostAbsent'],
    decide: 'log',
  }),
];
