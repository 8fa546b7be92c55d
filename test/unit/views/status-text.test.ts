import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../src/core/settings/profile.ts';
import type { ConnectionView } from '../../../src/core/contract/connection-view.ts';
import { ackStatus, connectionStatus, hasPlace, heartbeatStatus, pingSlack, transportStatus } from '../../../src/views/status-text.ts';
import { connectionView } from './samples.ts';

const NOW = 1_000_000;
const view = (changes: Partial<ConnectionView>) => connectionView('default', NOW, changes);
const beat = (changes: Partial<ConnectionView['heartbeat']>) => view({ heartbeat: { ...view({}).heartbeat, ...changes } });
const ack = (changes: Partial<ConnectionView['ack']>) => view({ ack: { ...view({}).ack, ...changes } });

describe('the status regions', () => {
  it.each([
    [null, 'Disconnected'],
    [view({ phase: 'disconnected' }), 'Disconnected'],
    [view({ phase: 'connecting' }), 'Connecting'],
    [view({ phase: 'connected' }), 'Connected'],
    [view({ phase: 'reconnecting', attempt: 3, nextAttemptAt: NOW + 3_400 }), 'Reconnecting (attempt 3, next in 4 s)'],
    [view({ phase: 'reconnecting', attempt: 3 }), 'Reconnecting (attempt 3)'],
    [view({ phase: 'reconnecting', attempt: 3, everStood: false }), 'Reconnecting (attempt 3): no connection so far'],
    [view({ phase: 'reconnecting', attempt: 3, everStood: false, nextAttemptAt: NOW + 3_400 }), 'Reconnecting (attempt 3, next in 4 s): no connection so far'],
    [view({ phase: 'failed', why: 'refused\nby <b>it</b>' }), 'Failed: refused by <b>it</b>'],
    [view({ phase: 'failed' }), 'Failed'],
  ])('say how the connection stands (%#)', (connection, text) => {
    const { lead, ticking, tail } = connectionStatus(connection, NOW);
    expect(lead + ticking + tail).toBe(text);
  });

  it.each([
    ['before anything is known', null, {}, true],
    ['before a connection stood', view({ everStood: false, uses: { ack: false, log: false, heartbeat: false } }), {}, true],
    ['before a connection stood, without a name', view({ everStood: false, uses: { ack: false, log: false, heartbeat: false } }), { ack: '' }, false],
    ['of a server that does without', view({ everStood: true, uses: { ack: false, log: true, heartbeat: false } }), {}, false],
    ['of a server that uses it', view({ everStood: true, uses: { ack: true, log: false, heartbeat: false } }), {}, true],
  ])('have a place for the acknowledgement %s: %#', (_name, connection, changes, expected) => {
    const profile = defaultProfile('a');
    expect(hasPlace(connection, { ...profile, events: { ...profile.events, ...changes } }, 'ack')).toBe(expected);
  });

  it('bound a reason that a server gave', () => {
    expect(connectionStatus(view({ phase: 'failed', why: 'x'.repeat(1e6) }), NOW).lead.length).toBeLessThan(300);
  });

  it.each([
    [null, 'Waiting for a connection'],
    [{ ...ack({ state: 'waiting' }), phase: 'connected' as const }, 'Waiting for acknowledgement'],
    [{ ...ack({ state: 'waiting' }), phase: 'reconnecting' as const }, 'Waiting for a connection'],
    [ack({ state: 'missing' }), 'Missing after 5 s'],
    [ack({ state: 'acknowledged', afterMs: 12.3 }), 'Acknowledged after 12 ms'],
    [ack({ state: 'acknowledged', afterMs: 6100, late: true }), 'Acknowledged after 6.1 s, late'],
    [ack({ state: 'acknowledged', afterMs: null }), 'Acknowledged at once'],
  ])('say whether the server acknowledged (%#)', (connection, text) => expect(ackStatus(connection, 5000)).toBe(text));

  it.each([
    [null, 'No round trip yet'],
    [beat({ lastMs: 12.4 }), '12 ms'],
    [beat({ lastMs: 12.4, missedInRow: 2 }), '12 ms, then 2 missed'],
    [beat({ support: 'none' }), 'No application heartbeat'],
  ])('say the last round trip (%#)', (connection, text) => expect(heartbeatStatus(connection)).toBe(text));

  it.each([
    [null, 'none'],
    [view({ transport: 'polling' }), 'polling'],
    [view({ transport: 'polling', upgrade: { stage: 'started', transport: 'websocket', reason: null } }), 'polling, upgrading to websocket'],
    [view({ transport: 'websocket', upgrade: { stage: 'done', transport: 'websocket', reason: null } }), 'websocket'],
  ])('say the transport (%#)', (connection, text) => expect(transportStatus(connection)).toBe(text));
});

it('counts the slack down from the last ping, never below zero', () => {
  const handshake = { pingInterval: 25_000, pingTimeout: 20_000, maxPayload: null, upgrades: [] };
  const at = (lastAt: number) => pingSlack(view({ phase: 'connected', handshake, ping: { lastAt, gapMs: null, count: 0 } }), NOW);
  expect(at(NOW - 9_000)).toEqual({ sinceMs: 9_000, limitMs: 45_000, leftMs: 36_000 });
  expect(at(NOW - 90_000)?.leftMs).toBe(0);
  expect(at(NOW + 500)?.leftMs).toBe(45_000);
  expect(pingSlack(view({}), NOW)).toBeNull();
});
