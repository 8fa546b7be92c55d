/** How client, server and browser conduct themselves, beside whether a connection stands. */
import { cause, type Cause } from './cause.ts';

export const CONDUCT_CAUSES: readonly Cause[] = [
  cause('packets-lost', { rung: 'beside', where: 'server', accounts: [{ seen: ['packetsLostLogged'], confidence: 'certain' }] }),
  cause('heartbeat-late', {
    rung: 'beside',
    where: 'server',
    accounts: [
      { seen: ['beatsMissed'], confidence: 'likely' },
      { seen: ['pingsLate'], confidence: 'likely', variant: 'pings' },
    ],
  }),
  cause('not-acknowledged', {
    rung: 'beside',
    where: 'server',
    accounts: [
      { seen: ['unacknowledged'], given: ['speaksProtocol'], confidence: 'likely' },
      { seen: ['unacknowledged'], confidence: 'guess', variant: 'unspoken' },
    ],
  }),
  cause('duplicate-connection', {
    rung: 'beside',
    where: 'client',
    accounts: [
      { seen: ['twoConnections'], confidence: 'likely' },
      { seen: ['twoConnectionsByPolls'], confidence: 'guess' },
    ],
  }),
  cause('emit-flood', {
    rung: 'beside',
    where: 'client',
    accounts: [
      { seen: ['flood'], confidence: 'likely' },
      { seen: ['maybeFlood'], confidence: 'guess' },
    ],
  }),
  cause('not-recovered', {
    rung: 'beside',
    where: 'server',
    accounts: [
      { seen: ['notRecovered', 'offsetNeverIssued'], confidence: 'certain', variant: 'volatile', where: 'client' },
      { seen: ['notRecovered', 'withoutOffset', 'eventWithoutOffset'], confidence: 'certain', variant: 'unmarked' },
      { seen: ['notRecovered', 'withoutOffset'], confidence: 'certain', variant: 'offsetless' },
      { seen: ['notRecovered', 'awayShortly'], confidence: 'certain', variant: 'shortly' },
      { seen: ['notRecovered'], confidence: 'certain' },
    ],
  }),
  cause('client-ping-ignored', { rung: 'beside', where: 'client', accounts: [{ seen: ['pingTimesSet'], confidence: 'likely' }] }),
  cause('ghost-sessions', { rung: 'beside', where: 'client', accounts: [{ seen: ['leftWhilePolling'], confidence: 'guess' }] }),
  cause('worker-restarted', { rung: 'beside', where: 'browser', benign: true, accounts: [{ seen: ['backgroundRestarted'], confidence: 'certain' }] }),
];
