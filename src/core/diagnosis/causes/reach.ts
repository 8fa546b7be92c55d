/** What keeps an attempt from reaching the server's port, or from being understood there. */
import { cause, type Cause } from './cause.ts';

/** What the browser names itself excludes everything that lies beyond it. */
const STOPPED_BY_BROWSER = ['policyEnforced', 'mixedContentSaid', 'localNetworkSaid', 'unsafePortSaid', 'extensionBlocked'] as const;

export const REACH_CAUSES: readonly Cause[] = [
  cause('mixed-content', {
    rung: 'allowed',
    of: 'any',
    where: 'browser',
    accounts: [
      { seen: ['mixedContentSaid'], confidence: 'certain' },
      { seen: ['insecureFromSecure'], confidence: 'certain' },
    ],
    explains: ['server-unreachable', 'socket-failed', 'cors-blocked', 'no-fallback', 'browser-blocked'],
  }),
  cause('csp-blocked', {
    rung: 'allowed',
    of: 'any',
    where: 'client',
    accounts: [
      { seen: ['policyEnforced'], confidence: 'certain' },
      { seen: ['policyForbids'], confidence: 'likely' },
    ],
    excludedBy: ['keptFromPage'],
    explains: ['server-unreachable', 'socket-failed', 'cors-blocked', 'no-fallback', 'browser-blocked', 'websocket-blocked'],
  }),
  cause('local-network-blocked', {
    rung: 'allowed',
    of: 'any',
    where: 'browser',
    accounts: [
      { seen: ['localNetworkSaid'], confidence: 'certain' },
      { seen: ['localFromElsewhere'], given: ['unsaid'], unseen: ['connectionRefused', 'policyForbids'], confidence: 'guess', variant: 'maybe' },
    ],
    explains: ['server-unreachable', 'socket-failed', 'cors-blocked', 'no-fallback', 'browser-blocked'],
    decide: 'console',
  }),
  cause('unsafe-port', {
    rung: 'allowed',
    of: 'any',
    where: 'client',
    accounts: [
      { seen: ['unsafePortSaid', 'unsafePort'], confidence: 'certain' },
      { seen: ['unsafePort'], confidence: 'likely' },
    ],
    explains: ['server-unreachable', 'socket-failed', 'no-fallback'],
  }),
  cause('blocked-by-extension', {
    rung: 'allowed',
    of: 'any',
    where: 'browser',
    accounts: [{ seen: ['extensionBlocked'], confidence: 'certain' }],
    explains: ['server-unreachable', 'socket-failed', 'no-fallback', 'browser-blocked'],
  }),
  cause('browser-blocked', {
    rung: 'allowed',
    of: 'any',
    where: 'browser',
    accounts: [
      { seen: ['unreadThoughAllowed'], unseen: ['policyForbids', 'insecureFromSecure', 'localFromElsewhere'], confidence: 'guess', variant: 'allowed' },
      { seen: ['unsaid', 'letsUsIn'], unseen: ['policyForbids', 'insecureFromSecure', 'unreadByPage', 'originsDiffer', 'localFromElsewhere', 'socketFailsForUs'], confidence: 'guess' },
    ],
    excludedBy: ['connectionRefused', 'nameUnresolved', 'certificateRefused', 'keptFromPage'],
    decide: 'console',
  }),
  cause('tls-untrusted', {
    rung: 'tls',
    of: 'any',
    where: 'server',
    accounts: [
      { seen: ['certificateRefused'], confidence: 'certain' },
      { seen: ['secureAndSilent'], confidence: 'guess', variant: 'maybe' },
    ],
    excludedBy: ['tlsNotSpoken', 'plainAtPort', 'connectionRefused', 'nameUnresolved', 'tlsRefused', ...STOPPED_BY_BROWSER],
    explains: ['server-unreachable', 'socket-failed', 'cors-blocked', 'no-fallback'],
    decide: 'terminal',
  }),
  cause('tls-refused', {
    rung: 'tls',
    of: 'any',
    where: 'server',
    accounts: [
      { seen: ['clientCertificateSaid'], confidence: 'certain', variant: 'client', rung: 'origin' },
      { seen: ['clientCertificateRefused'], confidence: 'certain', variant: 'client' },
      { seen: ['tlsRefused'], confidence: 'certain' },
    ],
    explains: ['scheme-mismatch', 'server-unreachable', 'socket-failed', 'socket-refused', 'cors-blocked', 'no-fallback', 'handshake-forbidden', 'websocket-blocked', 'unexplained'],
  }),
  cause('scheme-mismatch', {
    rung: 'tls',
    of: 'any',
    where: 'client',
    accounts: [
      { seen: ['tlsWanted'], confidence: 'certain', variant: 'secure' },
      { seen: ['plainAtPort'], unseen: ['certificateRefused'], confidence: 'certain', variant: 'plainFound' },
      { seen: ['tlsAtPort'], unseen: ['handshakeAnswered', 'tlsNotSpoken'], confidence: 'certain', variant: 'secureFound' },
      { seen: ['tlsNotSpoken'], unseen: ['certificateRefused'], confidence: 'likely', variant: 'plain' },
    ],
    excludedBy: ['handshakeAnswered', 'tlsRefused'],
    explains: ['server-unreachable', 'socket-failed', 'tls-untrusted', 'no-fallback', 'cors-blocked', 'browser-blocked'],
  }),
  cause('server-unreachable', {
    rung: 'tcp',
    of: 'any',
    where: 'server',
    accounts: [
      { seen: ['nameUnresolved'], confidence: 'certain', variant: 'name', rung: 'name' },
      { seen: ['connectionRefused', 'workerAnswered'], confidence: 'certain', variant: 'worker' },
      { seen: ['connectionRefused'], of: 'plain', confidence: 'certain', variant: 'socket' },
      { seen: ['connectionRefused'], confidence: 'certain' },
      { seen: ['browserOffline'], confidence: 'certain', variant: 'offline', where: 'browser' },
      { seen: ['browserProxyFails'], confidence: 'certain', variant: 'browserProxy', where: 'proxy' },
      { seen: ['hostUnreached'], confidence: 'certain', variant: 'host' },
      { seen: ['tunnelClosed'], confidence: 'certain', variant: 'tunnel', rung: 'who', where: 'proxy' },
      { seen: ['devProxyDown'], confidence: 'likely', variant: 'dev', rung: 'who', where: 'proxy' },
      { seen: ['emptyServerError', 'devServer'], confidence: 'likely', variant: 'dev', rung: 'who', where: 'proxy' },
      { seen: ['gatewayDown'], confidence: 'likely', variant: 'proxied', rung: 'who', where: 'proxy' },
      { seen: ['unavailable'], confidence: 'guess', variant: 'unavailable', rung: 'who', where: 'proxy' },
      { seen: ['workerAnswered'], confidence: 'guess', variant: 'worker', rung: 'who' },
      { seen: ['dropped', 'nothingSeen'], unseen: ['secureAndSilent'], confidence: 'guess', variant: 'dropped', rung: 'http' },
      { seen: ['nothingSeen'], given: ['probeUnanswered'], unseen: ['secureAndSilent', 'dropped'], of: 'socket.io', confidence: 'likely' },
      { seen: ['nothingSeen'], given: ['wasThereBefore'], of: 'socket.io', confidence: 'likely' },
      { seen: ['noAnswerInTime'], given: ['nothingSeen'], of: 'socket.io', confidence: 'guess', variant: 'silent', rung: 'http' },
      { seen: ['nothingSeen'], of: 'socket.io', confidence: 'guess', variant: 'unseen' },
    ],
    excludedBy: ['tlsNotSpoken', 'plainAtPort', 'tlsAtPort', 'certificateRefused', 'tlsRefused', 'notHttp', 'hangsSince', ...STOPPED_BY_BROWSER],
    explains: ['cors-blocked', 'no-fallback'],
    decide: 'diagnose',
  }),
  cause('not-http', {
    rung: 'http',
    of: 'any',
    where: 'server',
    accounts: [{ seen: ['notHttp'], confidence: 'certain' }],
    excludedBy: ['tlsAtPort', 'handshakeAnswered'],
    explains: ['socket-failed', 'cors-blocked', 'browser-blocked', 'no-fallback', 'unexplained'],
  }),
  cause('login-required', {
    rung: 'http',
    of: 'any',
    where: 'server',
    accounts: [{ seen: ['redirectedToLogin'], given: ['notStanding'], confidence: 'likely' }],
    explains: ['wrong-path', 'not-socketio', 'websocket-blocked', 'server-unreachable', 'no-fallback', 'cors-blocked', 'silent-handshake', 'socket-refused', 'post-refused', 'protocol-mismatch', 'handshake-forbidden', 'browser-blocked', 'parser-mismatch'],
  }),
  cause('redirected', {
    rung: 'http',
    of: 'any',
    where: 'client',
    excludedBy: ['redirectedToLogin'],
    accounts: [
      { seen: ['socketRedirected'], confidence: 'likely', variant: 'socket' },
      { seen: ['upgradeRedirected'], confidence: 'likely', variant: 'socket', rung: 'upgrade' },
      { seen: ['redirected'], given: ['notStanding'], confidence: 'likely' },
    ],
    explains: ['session-id-unknown', 'websocket-blocked', 'server-unreachable', 'parser-mismatch', 'no-fallback', 'wrong-path', 'not-socketio', 'cors-blocked', 'silent-handshake', 'socket-refused', 'post-refused', 'protocol-mismatch', 'handshake-forbidden', 'browser-blocked'],
  }),
];
