import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badgeFor } from '../../../../src/core/session/badge.ts';
import { viewOf } from '../../../../src/core/session/session-view.ts';
import { initialState, reduce, type SessionState } from '../../../../src/core/session/session.ts';
import { defaultProfile } from '../../../../src/core/settings/profile.ts';
import type { Fact } from '../../../../src/core/entries/entry.ts';
import { ack, after, beat, closed, connected, handshake, intent, log, opening, refused, retrying } from '../../../support/facts.ts';

const context = { id: 'a', wanted: true, clearedThrough: -1, errorsRead: 0, events: defaultProfile('a').events, findings: [], ladders: [], forwarding: null };

describe('the state after', () => {
  it.each<[string, Fact[], Partial<SessionState>]>([
    ['nothing', [], { phase: 'disconnected', attempt: 0 }],
    ['a first attempt', [intent(), opening()], { phase: 'connecting', sid: null }],
    ['a connect', [opening(), handshake(), connected()], { phase: 'connected', sid: 's1', engineSid: 'e1', transport: 'websocket', connects: 1 }],
    ['a failed attempt', [opening(), retrying(1)], { phase: 'reconnecting', attempt: 1 }],
    ['an attempt after a loss', [opening(), handshake(), connected(), closed(), retrying(1), opening(1)], { phase: 'reconnecting', attempt: 1, nextAttemptAt: null, sid: null, handshake: null }],
    ['a goodbye of ours', [opening(), handshake(), connected(), closed({ goodbye: 'client' })], { phase: 'disconnected' }],
    ['a worker’s restart', [opening(), handshake(), connected(), { kind: 'worker-restarted', epoch: 'x', lastAt: 0 }], { phase: 'disconnected', sid: null, connectedAt: null }],
    ['an end', [opening(), { kind: 'ended', outcome: 'failed', why: 'No.' }], { phase: 'failed', why: 'No.' }],
  ])('%s', (_name, facts, expected) => expect(after(facts)).toMatchObject(expected));

  it('an acknowledgement that came before connect is acknowledged', () =>
    expect(after([opening(), handshake(), ack({ afterMs: null }), connected()]).ack).toMatchObject({ state: 'acknowledged', afterMs: null }));

  it('a missing acknowledgement that came late is repaired', () => {
    const missing = [opening(), handshake(), connected(), { kind: 'unacknowledged', deadlineMs: 5000 } as const];
    expect(after(missing).ack.state).toBe('missing');
    expect(after([...missing, ack({ late: true, afterMs: 7000 })]).ack).toMatchObject({ state: 'acknowledged', late: true });
  });

  it('heartbeats counts them, and a loss ends the run of missed ones', () => {
    const state = after([beat('sent'), beat('answered', 10), beat('sent'), beat('missed'), beat('sent'), beat('missed')]);
    expect(state.heartbeat).toMatchObject({ answered: 1, missed: 2, missedInRow: 2, sentAt: null, roundTrips: [10] });
    expect(after([beat('missed'), closed()]).heartbeat).toMatchObject({ missed: 1, missedInRow: 0 });
  });

  it('a day of heartbeats keeps a day of round trips', () => {
    const state = after(Array.from({ length: 2_000 }, (_, index) => beat('answered', index)));
    expect(state.heartbeat.roundTrips).toHaveLength(1_440);
    expect(viewOf(state, context).heartbeat).toMatchObject({ answered: 2_000, minMs: 560, maxMs: 1_999 });
  });

  it('lines counts errors, read and unread', () => {
    const state = after([log('info'), log('error'), log('critical')]);
    expect(viewOf(state, { ...context, errorsRead: 1 }).logs).toMatchObject({ received: 3, errors: 2, unreadErrors: 1 });
  });

  it('any entries is the same when it was saved and read back on the way', () =>
    fc.assert(fc.property(fc.array(fc.constantFrom(intent(), opening(), opening(1), handshake(), connected(), ack(), closed(), closed({ stood: false }), refused(), retrying(2), beat('sent'), beat('answered', 3), beat('missed'), log('error'))), fc.nat(20), (facts, cut) => {
      const straight = after(facts);
      const saved = JSON.parse(JSON.stringify(after(facts.slice(0, cut)))) as SessionState;
      const rest = facts.slice(cut).map((fact, index) => ({ ...fact, source: 'a', seq: Math.min(cut, facts.length) + index, at: 1_000 * (Math.min(cut, facts.length) + index) }));
      expect(rest.reduce(reduce, saved)).toEqual(straight);
    })));
});

describe('the badge', () => {
  const view = (facts: Fact[], id: string, wanted = true) => viewOf(after(facts), { ...context, id, wanted });
  const names = new Map([['a', 'Shop'], ['b', 'Chat']]);
  const up = [opening(), handshake(), connected(), ack(), beat('answered', 12.4)];

  it.each([
    ['nothing wanted', [view([], 'a', false)], '', 'idle', 'Holdfast: not connected'],
    ['one connected', [view(up, 'a')], 'on', 'connected', 'Holdfast\nShop: Connected, acknowledged, last round trip 12 ms'],
    ['two connected', [view(up, 'a'), view(up, 'b')], '2', 'connected', undefined],
    ['one of two connected', [view(up, 'a'), view([opening()], 'b')], '…', 'reconnecting', undefined],
    ['one failed', [view(up, 'a'), view([{ kind: 'ended', outcome: 'failed', why: 'No.' }], 'b', false)], '!', 'failed', expect.stringContaining('Chat: Failed: No.')],
  ])('with %s', (_name, views, text, icon, title) => {
    const badge = badgeFor(views, names);
    expect(badge).toMatchObject({ text, icon });
    if (title !== undefined) expect(badge.title).toEqual(title);
  });

  it('of a state before anything happened is empty', () => expect(badgeFor([viewOf(initialState(0), { ...context, wanted: false })], names).text).toBe(''));
});
