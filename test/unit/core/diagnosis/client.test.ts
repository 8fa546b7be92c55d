import { describe, expect, it } from 'vitest';
import { log } from '../../../support/facts.ts';
import { findingsOf, navigation, packet, pageCloses, pageLeaves, pageOpens, pageUp, POLL_URL, up, verdict, type Story, type Told } from './material.ts';

const emits = (socket: string, count: number): Told[] => Array.from({ length: count }, (_, index) => ({ ...packet('out', 'event', { socket, namespace: '/', event: `e${index}` }), at: 5_000 }));
const at = (told: readonly Told[], time: number): Told[] => told.map((fact) => ({ ...fact, at: time }));
const asks = (socket: string) => packet('out', 'connect', { socket, namespace: '/', text: '40{"pid":"p1","offset":"o"}' });
const gives = (socket: string, pid: string) => packet('in', 'connect', { socket, namespace: '/', text: `40{"sid":"s","pid":"${pid}"}` });
const polling = { url: POLL_URL };
const answers = (text: string) => packet('in', 'connect', { socket: '1', transport: 'polling', namespace: '/', text });

describe('the page’s own code', () => {
  it.each<[string, Story, string[]]>([
    ['connects twice', { subject: 'page', told: [...pageUp('1'), ...pageUp('2')], later: 3_000 }, ['duplicate-connection likely']],
    ['connects twice for a moment', { subject: 'page', told: [...pageUp('1'), ...pageUp('2'), pageCloses('1', { code: 1005, goodbye: 'client' })], later: 3_000 }, []],
    ['connects once in each frame', { subject: 'page', told: [...pageUp('1'), ...pageUp('2', { maker: 'http://frame.test/' })], later: 3_000 }, []],
    ['connects to two servers', { subject: 'page', told: [...pageUp('1'), ...pageUp('2', { url: 'ws://b.test/socket.io/?EIO=4&transport=websocket' })], later: 3_000 }, []],
    ['connects once per load', { subject: 'page', told: [...pageUp('1'), navigation, pageLeaves('1'), ...pageUp('2')], later: 3_000 }, []],
    ['floods after a reconnect', { subject: 'page', told: [...at(pageUp('1'), 0), ...at([pageCloses('1')], 4_000), ...at(pageUp('2'), 5_000), ...emits('2', 25)] }, ['emit-flood likely']],
    ['sends as much on every connect', { subject: 'page', told: [...at(pageUp('1'), 5_000), ...emits('1', 25), ...at([pageCloses('1')], 5_000), ...at(pageUp('2'), 5_000), ...emits('2', 25)] }, []],
    ['sends a little after a reconnect', { subject: 'page', told: [...at(pageUp('1'), 0), ...at([pageCloses('1')], 4_000), ...at(pageUp('2'), 5_000), ...emits('2', 4)] }, []],
    ['asks for its session in vain', { subject: 'page', told: [...pageUp('1').slice(0, 2), asks('1'), gives('1', 'p2')] }, ['not-recovered certain']],
    ['gets its session back', { subject: 'page', told: [...pageUp('1').slice(0, 2), asks('1'), gives('1', 'p1')] }, []],
    ['did not get it back a minute ago', { subject: 'page', told: [...pageUp('1').slice(0, 2), asks('1'), gives('1', 'p2')], later: 61_000 }, []],
    ['is answered by polling with msgpack, as base64', { subject: 'page', told: [...pageUp('1', polling).slice(0, 3), answers('bg6R0eXBlAKRkYXRhgaNzaWShc6Nuc3ChLw==')] }, []],
    ['is heard of after an answer that the browser withheld', { subject: 'page', told: [pageOpens('1', polling), packet('in', 'reply', { socket: '1', transport: 'polling', text: 'ok', preview: '"ok"' }), answers('40{"sid":"s"}')] }, []],
    ['is answered as before Socket.IO 3', { subject: 'page', told: [...pageUp('1', polling).slice(0, 3), answers('40')] }, ['protocol-mismatch certain']],
    ['sets ping times in the query', { subject: 'page', told: pageUp('1', { url: 'ws://shop.test/socket.io/?pingTimeout=9&EIO=4&transport=websocket' }) }, ['client-ping-ignored likely']],
    ['is left while it polls', { subject: 'page', told: [...pageUp('1', polling), navigation, pageLeaves('1'), ...pageUp('2', polling)] }, ['ghost-sessions guess']],
    ['was left while it polled, longer ago than a server remembers', { subject: 'page', told: [...pageUp('1', polling), pageLeaves('1')], later: 46_000 }, []],
    ['says goodbye while it polls', { subject: 'page', told: [...pageUp('1', polling), pageCloses('1', { code: null, clean: true, goodbye: 'client' })] }, []],
    ['sends too much in one post', { told: [...up(), log('error', 'ValueError: Too many packets in payload')] }, ['packets-lost certain']],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});

describe('a session that is not restored', () => {
  const asksWith = (offset: string | null) => packet('out', 'connect', { socket: '2', namespace: '/', text: `40${JSON.stringify({ pid: 'p1', ...(offset === null ? {} : { offset }) })}`, offset });
  const event = (changes: Parameters<typeof packet>[2]): Told => packet('in', 'event', { socket: '1', namespace: '/', event: 'tick', text: '42["tick",{}]', ...changes });
  const again = (events: readonly Told[], offset: string | null): Story => ({
    subject: 'page',
    told: [...pageUp('1'), ...events, pageCloses('1'), ...pageUp('2').slice(0, 2), asksWith(offset), gives('2', 'p2')],
  });

  it.each<[string, Story, string]>([
    ['events came, and none had an offset: the adapter has no recovery', again([event({}), event({})], null), 'unmarked'],
    ['only events that ask for an answer came', again([event({ ackId: 3 })], null), 'offsetless'],
    ['none came', again([], null), 'offsetless'],
    ['the last text of an event was taken for an offset', again([event({ text: '42["tick","four"]', preview: '"four"' })], 'four'), 'volatile'],
    ['it had one, and was away for a moment', again([event({ offset: 'PvTi9rK' })], 'PvTi9rK'), 'shortly'],
  ])('%s', (_name, story, variant) => expect(findingsOf(story).filter(({ id }) => id === 'not-recovered').map((finding) => finding.variant)).toEqual([variant]));
});
