import { describe, expect, it } from 'vitest';
import { defaultProfile } from '../../../../src/core/settings/profile.ts';
import { Conversation } from '../../../../src/core/capture/conversation.ts';
import type { Entry } from '../../../../src/core/entries/entry.ts';
import { EntryList } from '../../../../src/views/entry-list.ts';
import { isHeartbeatOffered, logOffers } from '../../../../src/panel/lists/event-offers.ts';
import type { PacketEntry } from '../../../../src/panel/lists/message-row.ts';
import { createOwnReader } from '../../../../src/core/wire/session-reader.ts';
import type { TrafficEntry } from '../../../../src/core/entries/lanes.ts';

const { events } = defaultProfile('a');

function packets(frames: readonly string[], direction: 'in' | 'out' = 'in'): EntryList<TrafficEntry> {
  const list = new EntryList<TrafficEntry>(Infinity);
  const conversation = new Conversation('own', createOwnReader({ protocol: 'socket.io', engineVersion: 4, engineSid: null }), (fact, at) => {
    const entry = { ...fact, source: 'a', seq: list.length, at } as Entry;
    list.append([entry as TrafficEntry]);
    return entry;
  });
  for (const data of frames) conversation.see({ direction, transport: 'websocket', data }, 0);
  return list;
}

const names = (frames: readonly string[], changes = {}) => logOffers(packets(frames), { ...events, ...changes }).map(({ event }) => event);

describe('what is offered as logs', () => {
  it('is what has a level and a message, the newest first', () =>
    expect(names(['42["a",{"level":"info","message":"x"}]', '42["quote",{"price":1}]', '42["b",{"level":30,"time":1796075640444,"msg":"x"}]', '2'])).toEqual(['b', 'a']));
  it('says which property is what', () => {
    const [offer] = logOffers(packets(['42["b",{"level":30,"time":1796075640444,"name":"shop","msg":"x"}]']), events);
    expect([offer?.fields.message?.name, offer?.fields.level?.name, offer?.fields.time?.name, offer?.fields.logger?.name]).toEqual(['msg', 'level', 'time', 'name']);
  });
  it('is not what is logs already, nor what was sent, nor a chat', () => {
    expect(names(['42["log_message",{"level":"info","message":"x"}]', '42["chat",{"user":"Ann","text":"hello"}]'])).toEqual([]);
    expect(names(['42["b",{"level":"info","message":"x"}]'], { log: 'b' })).toEqual([]);
    expect(logOffers(packets(['42["b",{"level":"info","message":"x"}]'], 'out'), events)).toEqual([]);
  });
});

describe('what is offered as heartbeat', () => {
  const sent = (frame: string) => packets([frame], 'out').at(0) as PacketEntry;
  it.each([
    ['42["are-you-there"]', [], true, true],
    ['42["ping-app",{"at":1}]', [{ at: 1 }], true, true],
    ['42["are-you-there"]', [], false, false],
    ['42["order",{"id":1}]', [{ id: 1 }], true, false],
    ['42["heartbeat_test",{}]', [{}], true, false],
    ['42["beat","a","b"]', ['a', 'b'], true, false],
  ])('%s with %j, answered: %s', (frame, args, answered, offered) => expect(isHeartbeatOffered(sent(frame), args, answered, events)).toBe(offered));
});
