/** The handshake succeeds, and no connection comes of it. */
import { cause, type Cause } from './cause.ts';

export const SESSION_CAUSES: readonly Cause[] = [
  cause('always-connect-loop', {
    rung: 'connect',
    where: 'server',
    accounts: [
      { seen: ['takenBackLoop'], confidence: 'certain' },
      { seen: ['takenBack'], confidence: 'likely' },
    ],
    explains: ['parse-error', 'server-disconnected', 'parser-mismatch', 'silent-handshake', 'connect-unanswered'],
  }),
  cause('answer-cached', {
    rung: 'connect',
    where: 'proxy',
    accounts: [{ seen: ['sameSession'], confidence: 'certain' }],
    explains: ['session-id-unknown', 'silent-handshake', 'connect-unanswered', 'parser-mismatch', 'websocket-blocked', 'post-refused', 'server-restarted', 'protocol-mismatch', 'unexplained'],
  }),
  cause('namespace-unknown', { rung: 'connect', where: 'client', accounts: [{ seen: ['namespaceUnknown'], confidence: 'certain' }] }),
  cause('connect-refused', {
    rung: 'connect',
    where: 'server',
    accounts: [
      { seen: ['refused'], subject: 'own', confidence: 'certain', variant: 'own' },
      { seen: ['refused'], confidence: 'certain' },
      { seen: ['refusedWithoutWords'], confidence: 'certain', variant: 'wordless' },
    ],
  }),
  cause('session-id-unknown', {
    rung: 'connect',
    where: 'server',
    accounts: [
      { seen: ['sessionsForgottenInLoop'], confidence: 'certain' },
      { seen: ['sessionForgottenByProbe'], given: ['failing'], confidence: 'certain' },
      { seen: ['sessionForgottenByProbe', 'sessionForgotten'], confidence: 'certain' },
      { seen: ['sessionForgottenByProbe'], confidence: 'likely' },
      { seen: ['sessionsForgotten'], confidence: 'likely' },
    ],
    excludedBy: ['redirected', 'gatewayTimedOut', 'postRefused'],
    explains: ['websocket-blocked', 'parser-mismatch', 'no-fallback', 'server-restarted'],
  }),
  cause('silent-handshake', {
    rung: 'connect',
    where: 'server',
    accounts: [
      { seen: ['silentThenForgotten'], confidence: 'likely' },
      { seen: ['silentSessions'], given: ['gunicorn'], confidence: 'likely' },
      { seen: ['stickyTimesOut'], given: ['probedOnly', 'pythonServer'], confidence: 'likely' },
      { seen: ['stickyTimesOut'], given: ['gunicorn'], confidence: 'likely' },
      { seen: ['silentSession'], confidence: 'guess' },
      { seen: ['connectWaits'], confidence: 'guess' },
      { seen: ['stickyTimesOut'], confidence: 'guess' },
    ],
    excludedBy: ['otherServer', 'concurrentPython', 'refusedMidSession', 'redirected', 'bareConnect'],
    explains: ['session-id-unknown', 'parser-mismatch', 'ping-timeout', 'websocket-unsupported'],
    decide: 'log',
  }),
  cause('connect-unanswered', {
    rung: 'connect',
    where: 'server',
    accounts: [
      { seen: ['silentSessions'], given: ['otherServer'], confidence: 'likely' },
      { seen: ['silentSessions'], given: ['concurrentPython'], confidence: 'likely' },
      { seen: ['connectUnansweredToProbe'], unseen: ['gunicorn'], confidence: 'likely' },
      { seen: ['silentSession'], confidence: 'guess' },
      { seen: ['connectWaits'], confidence: 'guess' },
    ],
    excludedBy: ['stickyTimesOut', 'refusedMidSession', 'redirected', 'silentThenForgotten', 'bareConnect', 'postRefused'],
    explains: ['parser-mismatch', 'ping-timeout'],
    decide: 'log',
  }),
  cause('parser-mismatch', {
    rung: 'connect',
    where: 'client',
    accounts: [
      { seen: ['foreignPackets'], subject: 'own', confidence: 'certain', variant: 'custom' },
      { seen: ['foreignPackets'], given: ['closedAtOnce'], subject: 'page', confidence: 'likely', variant: 'custom' },
      { seen: ['closedAtOnceQuietly'], subject: 'page', confidence: 'guess', variant: 'page' },
      { seen: ['closedAtOnce'], subject: 'page', confidence: 'guess', variant: 'page' },
      { seen: ['closedAtOnce'], confidence: 'guess' },
    ],
    excludedBy: ['refusedMidSession', 'postRefused', 'redirected', 'silentSessions'],
    explains: ['parse-error'],
    decide: 'log',
  }),
  cause('plain-client', {
    rung: 'connect',
    of: 'any',
    where: 'client',
    accounts: [
      { seen: ['saidWithoutProtocol'], confidence: 'likely' },
      { seen: ['plainFailed'], given: ['socketIoAtHost'], of: 'plain', confidence: 'guess', variant: 'elsewhere' },
    ],
    explains: ['parser-mismatch', 'parse-error', 'silent-handshake', 'connect-unanswered', 'socket-failed', 'unexplained', 'server-disconnected'],
  }),
];
