/** Polling works, and WebSocket does not. */
import { cause, type Cause } from './cause.ts';

export const UPGRADE_CAUSES: readonly Cause[] = [
  cause('second-upgrade-listener', {
    rung: 'upgrade',
    where: 'server',
    accounts: [
      { seen: ['brokenAfter101'], confidence: 'guess' },
      { seen: ['foreignUpgradeAnswer'], confidence: 'likely', variant: 'first' },
      { seen: ['closedWithoutWord'], confidence: 'guess', variant: 'unread' },
    ],
    explains: ['websocket-blocked', 'no-fallback', 'server-unreachable', 'handshake-forbidden', 'browser-blocked'],
    decide: 'log',
  }),
  cause('frames-broken', {
    rung: 'upgrade',
    where: 'server',
    accounts: [{ seen: ['brokenAfter101'], confidence: 'guess' }],
    decide: 'log',
  }),
  cause('upgrade-malformed', {
    rung: 'upgrade',
    of: 'any',
    where: 'server',
    accounts: [{ seen: ['brokenHandshake'], confidence: 'certain' }],
    explains: ['websocket-blocked', 'no-fallback', 'server-unreachable', 'browser-blocked', 'second-upgrade-listener', 'socket-failed', 'plain-client', 'unexplained'],
  }),
  cause('websocket-unsupported', {
    rung: 'upgrade',
    where: 'server',
    accounts: [
      { seen: ['noWebSocketLibraryLogged'], confidence: 'certain' },
      { seen: ['noUpgradeOffered'], confidence: 'certain' },
      { seen: ['noUpgradeOfferedToProbe'], given: ['websocketWanted'], confidence: 'certain' },
      { seen: ['noUpgradeOfferedToProbe'], given: ['failing'], confidence: 'likely' },
      { seen: ['noUpgradeOfferedToProbe'], confidence: 'guess' },
    ],
    excludedBy: ['websocketWorks'],
    explains: ['websocket-blocked', 'server-unreachable'],
  }),
  cause('websocket-blocked', {
    rung: 'upgrade',
    where: 'proxy',
    accounts: [
      { seen: ['offeredAndFailed', 'upgradeStripped'], confidence: 'certain' },
      { seen: ['offeredAndFailed', 'upgradeError'], confidence: 'guess' },
      { seen: ['offeredAndFailed', 'sessionBreaks'], confidence: 'guess' },
      { seen: ['offeredAndFailed'], confidence: 'likely' },
      { seen: ['upgradeFailed'], subject: 'page', confidence: 'likely' },
      { seen: ['upgradeFailed'], confidence: 'guess' },
      { seen: ['fellBack'], confidence: 'guess' },
    ],
    favouredBy: ['upgradeFailed'],
    excludedBy: ['socketTaken', 'brokenHandshake', 'socketForbiddenAlone', 'brokenAfter101', 'foreignUpgradeAnswer', 'socketRedirected', 'upgradeRedirected', 'postRefused', 'websocketWorks', 'pollingDisabled', 'closedWithoutWord', 'program', 'sessionsForgotten'],
    explains: ['server-unreachable'],
    decide: 'terminal',
  }),
];
