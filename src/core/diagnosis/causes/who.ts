/** Something answers in the application's place. */
import { cause, type Cause } from './cause.ts';

export const WHO_CAUSES: readonly Cause[] = [
  cause('port-taken', {
    rung: 'who',
    where: 'server',
    accounts: [{ seen: ['program'], confidence: 'certain' }],
    explains: ['handshake-forbidden', 'wrong-path', 'not-socketio', 'server-unreachable', 'websocket-blocked', 'no-fallback', 'refused-in-front'],
  }),
  cause('host-refused', {
    rung: 'who',
    of: 'any',
    where: 'server',
    accounts: [{ seen: ['hostRefused'], confidence: 'certain' }],
    explains: ['handshake-forbidden', 'origin-refused', 'wrong-path', 'not-socketio', 'websocket-blocked', 'second-upgrade-listener', 'no-fallback', 'socket-refused', 'port-taken'],
  }),
  cause('rate-limited', {
    rung: 'who',
    where: 'server',
    accounts: [{ seen: ['rateLimited'], confidence: 'certain' }],
    explains: ['websocket-blocked', 'no-fallback', 'post-refused', 'handshake-forbidden', 'session-id-unknown', 'parser-mismatch', 'unexplained'],
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
  cause('server-unavailable', {
    rung: 'who',
    where: 'server',
    accounts: [
      { seen: ['unavailable', 'unavailableByItself'], confidence: 'likely' },
      { seen: ['unavailable'], confidence: 'guess' },
    ],
    decide: 'log',
  }),
  cause('server-error', {
    rung: 'who',
    where: 'server',
    accounts: [
      { seen: ['upgradeError'], confidence: 'guess', variant: 'upgrade', rung: 'upgrade' },
      { seen: ['emptyServerError'], confidence: 'guess', variant: 'empty' },
      { seen: ['serverError'], confidence: 'guess' },
    ],
    excludedBy: ['gatewayDown', 'devProxyDown', 'tunnelClosed', 'devServer', 'challenge', 'hostAbsent', 'unavailable'],
    decide: 'log',
  }),
];
