/** A connection stood and ended, and nobody had said goodbye. */
import { cause, type Cause } from './cause.ts';

export const ENDING_CAUSES: readonly Cause[] = [
  cause('page-frozen', {
    rung: 'end',
    of: 'any',
    where: 'browser',
    benign: true,
    accounts: [{ seen: ['pageFrozenBefore'], confidence: 'certain' }],
    explains: ['ping-timeout', 'idle-cut', 'fixed-lifetime', 'server-restarted', 'unexplained'],
  }),
  cause('payload-too-large', {
    rung: 'end',
    of: 'any',
    where: 'server',
    accounts: [
      { seen: ['closed1009', 'bigBeforeEnd'], confidence: 'certain' },
      { seen: ['closed1009'], confidence: 'certain' },
      { seen: ['bigBeforeEnd'], given: ['limitUnknown'], confidence: 'guess', variant: 'maybe' },
      { seen: ['bigBeforeEnd'], confidence: 'likely' },
    ],
    explains: ['ping-timeout', 'parser-mismatch', 'idle-cut', 'fixed-lifetime', 'server-restarted', 'unexplained'],
  }),
  cause('fixed-lifetime', {
    rung: 'end',
    of: 'any',
    where: 'proxy',
    accounts: [
      { seen: ['cutByAge'], confidence: 'likely' },
      { seen: ['cutByAgeTwice'], confidence: 'guess' },
    ],
    excludedBy: ['gatewayTimedOut', 'cutBySilence', 'closed1009', 'pageFrozenBefore', 'kicked'],
    explains: ['idle-cut', 'server-restarted', 'parser-mismatch', 'unexplained'],
  }),
  cause('idle-cut', {
    rung: 'end',
    of: 'any',
    where: 'proxy',
    accounts: [
      { seen: ['gatewayTimedOut'], confidence: 'likely' },
      { seen: ['cutBySilence'], confidence: 'likely', variant: 'regular' },
      { seen: ['cutBySilenceMaybe'], confidence: 'guess', variant: 'regular' },
    ],
    excludedBy: ['closed1009', 'pageFrozenBefore'],
    explains: ['server-restarted', 'parser-mismatch', 'session-id-unknown', 'unexplained'],
  }),
  cause('ping-timeout', {
    rung: 'end',
    where: 'server',
    accounts: [
      { seen: ['pingTimeoutSaid'], confidence: 'certain' },
      { seen: ['pingTimeoutSaidToPage'], confidence: 'likely' },
      { seen: ['silentForTooLong'], confidence: 'likely' },
      { seen: ['hangsSince'], confidence: 'likely', variant: 'frozen', rung: 'http' },
    ],
    excludedBy: ['pageFrozenBefore'],
    explains: ['server-unreachable', 'unexplained'],
  }),
  cause('parse-error', {
    rung: 'end',
    where: 'client',
    accounts: [
      { seen: ['parseErrorSaid'], confidence: 'certain' },
      { seen: ['flawBeforeEnd'], confidence: 'likely' },
    ],
    explains: ['unexplained'],
  }),
  cause('server-restarted', {
    rung: 'end',
    where: 'server',
    benign: true,
    accounts: [{ seen: ['lostAndBack'], confidence: 'likely' }],
    excludedBy: ['cutBySilence', 'cutByAge', 'gatewayTimedOut', 'sessionsForgotten', 'closed1009', 'pageFrozenBefore'],
    explains: ['unexplained'],
  }),
  cause('werkzeug-false-500', {
    rung: 'beside',
    where: 'server',
    benign: true,
    accounts: [
      { seen: ['writeBeforeStartLogged'], confidence: 'certain' },
      { seen: ['falseEndOfWerkzeug'], confidence: 'certain' },
      { seen: ['falseEndOfPage'], confidence: 'likely' },
      { seen: ['falseEndOfOwn'], confidence: 'guess' },
      { seen: ['websocket500Logged'], confidence: 'likely' },
    ],
  }),
  cause('server-disconnected', { rung: 'end', where: 'server', accounts: [{ seen: ['kicked'], confidence: 'certain' }], explains: ['unexplained'] }),
  cause('socket-refused', {
    rung: 'http',
    of: 'plain',
    where: 'server',
    accounts: [
      { seen: ['plainRefused'], confidence: 'certain' },
      { seen: ['streamRefused'], confidence: 'certain', variant: 'stream' },
    ],
  }),
  cause('socket-failed', {
    rung: 'http',
    of: 'plain',
    where: 'server',
    accounts: [{ seen: ['plainFailed'], confidence: 'guess' }],
    excludedBy: ['connectionRefused', 'certificateRefused', 'nameUnresolved', 'plainRefused', 'socketRedirected'],
    decide: 'console',
  }),
  cause('unexplained', {
    rung: 'beside',
    of: 'any',
    where: 'server',
    lastResort: true,
    accounts: [
      { seen: ['cutAgain'], confidence: 'guess', variant: 'drops' },
      { seen: ['failsAgain'], of: 'socket.io', confidence: 'guess' },
    ],
    decide: 'diagnose',
  }),
];
