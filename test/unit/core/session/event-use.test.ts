import { describe, expect, it } from 'vitest';
import { eventUse, NOTHING_SEEN, type EventUse } from '../../../../src/core/session/event-use.ts';
import { renamed } from '../../../../src/core/session/renamed-events.ts';
import { completedState, initialState } from '../../../../src/core/session/session.ts';
import { defaultProfile, type Profile } from '../../../../src/core/settings/profile.ts';
import { createOwnReader } from '../../../../src/core/wire/session-reader.ts';
import { Conversation } from '../../../../src/core/capture/conversation.ts';
import type { Entry, Fact } from '../../../../src/core/entries/entry.ts';
import { ack, after, beat, connected, handshake, log } from '../../../support/facts.ts';

const { events } = defaultProfile('a');
const uses = (changes: Partial<Profile['events']> = {}, seen: Partial<EventUse> = {}) => {
  const { ack: acks, log: logs, heartbeat } = eventUse({ ...events, ...changes }, { ...NOTHING_SEEN, ...seen });
  return [acks ? 'ack' : '', logs ? 'log' : '', heartbeat ? 'heartbeat' : ''].filter((name) => name !== '').join(' ');
};

describe('what is counted on', () => {
  it.each<[string, Partial<Profile['events']>, Partial<EventUse>, string]>([
    ['of an ordinary server is nothing', {}, {}, ''],
    ['of one that acknowledges as in the report is its heartbeat too', {}, { ack: true }, 'ack heartbeat'],
    ['of one that relays lines as in the report is its heartbeat too', {}, { log: true }, 'log heartbeat'],
    ['of one that answered a heartbeat is that', {}, { heartbeat: true }, 'heartbeat'],
    ['is what the user named', { heartbeat: 'are-you-there' }, {}, 'heartbeat'],
    ['is all that the user named', { ack: 'hello', log: 'server-log', heartbeat: 'x' }, {}, 'ack log heartbeat'],
    ['is not the report’s heartbeat where the others are of the user', { log: 'server-log' }, { log: true }, 'log'],
    ['is what the user expects', { expected: true }, {}, 'ack log heartbeat'],
    ['is nothing without a name', { ack: '', log: '', heartbeat: '', expected: true }, { ack: true, log: true, heartbeat: true }, ''],
  ])('%s', (_name, changes, seen, expected) => expect(uses(changes, seen)).toBe(expected));

  it('is seen once, and stays seen over a new name of another event', () => {
    const rename = (event: 'ack' | 'log' | 'heartbeat'): Fact => ({ kind: 'event-name', event, name: 'x', was: 'y', reread: 0 });
    expect(after([]).seen).toEqual(NOTHING_SEEN);
    expect(after([handshake(), connected(), ack(), log('info'), beat('answered', 3)]).seen).toEqual({ ack: true, log: true, heartbeat: true });
    expect(after([ack(), log('info'), rename('log')]).seen).toEqual({ ack: true, log: false, heartbeat: false });
    expect(after([beat('answered', 3), rename('heartbeat')])).toMatchObject({ seen: NOTHING_SEEN, heartbeat: { answered: 0, roundTrips: [] } });
  });

  it('of a state of an earlier version is told by its counts', () => {
    const { url: _url, everStood: _stood, seen: _seen, ...older } = { ...initialState(0), connects: 2, logs: { received: 1, errors: 0 } };
    expect(completedState(older)).toMatchObject({ url: null, everStood: true, seen: { ack: false, log: true, heartbeat: false } });
    expect(completedState(after([handshake(), connected(), ack()]))).toEqual(after([handshake(), connected(), ack()]));
  });
});

describe('another name', () => {
  /** A recording of these frames and facts, one a second. */
  const recorded = (...parts: (string | Fact)[]): Entry[] => recordedFrom(0, ...parts);

  function recordedFrom(start: number, ...parts: (string | Fact)[]): Entry[] {
    const entries: Entry[] = [];
    const record = (fact: Fact, at: number) => {
      const entry: Entry = { ...fact, source: 'a', seq: entries.length, at };
      entries.push(entry);
      return entry;
    };
    const conversation = new Conversation('own', createOwnReader({ protocol: 'socket.io', engineVersion: 4, engineSid: null }), record);
    for (const part of parts) {
      const at = start + entries.length * 1_000;
      if (typeof part === 'string') conversation.see({ direction: 'in', transport: 'websocket', data: part }, at);
      else record(part, at);
    }
    return entries;
  }
  const rename = (changes: Partial<Profile['events']>, entries: readonly Entry[], namespace = '/') => renamed(events, { ...events, ...changes }, namespace, entries);
  const line = (text: string) => `42["server-log",{"level":50,"time":1796075640444,"pid":1,"hostname":"h","msg":"${text}"}]`;

  it('of nothing changes nothing', () => expect(rename({}, recorded(line('a')))).toEqual([]));

  it('of the log event reads what had come under it, at its time', () => {
    const found = rename({ log: 'server-log' }, recorded(line('a'), '42["other",1]', line('b'), '42/x,["server-log",{"msg":"of another namespace","level":"info"}]'));
    expect(found[0]).toEqual({ fact: { kind: 'event-name', event: 'log', name: 'server-log', was: 'log_message', reread: 2 } });
    expect(found.slice(1)).toMatchObject([{ at: 0, fact: { message: 'a', level: 'error' } }, { at: 2_000, fact: { message: 'b' } }]);
  });

  it('that was the log event’s before reads only what came since', () => {
    const entries = recorded(line('read then'), { kind: 'event-name', event: 'log', name: 'log_message', was: 'server-log', reread: 0 }, line('since'));
    expect(rename({ log: 'server-log' }, entries).slice(1)).toMatchObject([{ fact: { message: 'since' } }]);
  });

  it('leaves the offset of a server with recovery out', () => {
    const entries = recordedFrom(1_796_075_639_000, '40{"sid":"s","pid":"p"}', '42["server-log",{"level":"info","message":"a"},"1796075640444-0"]');
    expect(rename({ log: 'server-log' }, entries)[1]).toMatchObject({ fact: { message: 'a', fields: '' } });
  });

  it('of the acknowledgement finds the one of the connection that stands, and none of an earlier one', () => {
    const hello = '42["hello",{"status":"ok"}]';
    expect(rename({ ack: 'hello' }, recorded(handshake(), connected(), hello))).toMatchObject([{ fact: { kind: 'event-name' } }, { at: 2_000, fact: { kind: 'acknowledged', afterMs: 1_000, payload: { status: 'ok' } } }]);
    expect(rename({ ack: 'hello' }, recorded(handshake(), connected(), hello, handshake(), connected()))).toHaveLength(1);
  });

  it('of none reads nothing', () => expect(rename({ log: '', heartbeat: '' }, recorded('42["",1]'))).toMatchObject([{ fact: { event: 'log', name: '' } }, { fact: { event: 'heartbeat' } }]));
});
