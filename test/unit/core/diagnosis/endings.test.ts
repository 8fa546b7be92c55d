import { describe, expect, it } from 'vitest';
import { closed, intent, opening } from '../../../support/facts.ts';
import { failed, findingsOf, lived, packet, pageCloses, pageLeaves, pageUp, up, verdict, type Story, type Told } from './material.ts';
import { findingWords } from '../../../../src/core/words/finding.ts';

/** Lives that are each followed by `silence` milliseconds without a packet. */
function cutAfter(...silences: number[]): Told[] {
  let at = 0;
  return silences.flatMap((silence) => {
    const begin = at;
    at += silence + 300;
    return [...up().map((fact, index) => ({ ...fact, at: begin + index * 10 })), { ...closed({ livedMs: silence }), at: begin + 10 + silence }];
  });
}
const big = packet('out', 'event', { namespace: '/', event: 'upload', bytes: 1_200_000 });
const flawed = packet('out', 'event', { namespace: '/', event: 'connect', problem: 'The event’s name is reserved.' });
const sent = packet('in', 'connect', { namespace: '/', text: '40{"sid":"s"}' });
/** As nginx ends a poll, after which our own goodbye finds the session gone. */
const tooLong: Told[] = [
  ...lived({ code: null, reason: 'transport error', detail: 'HTTP 504: <html>' }),
  packet('in', 'reply', { transport: 'polling', text: '{"code":1,"message":"Session ID unknown"}' }),
];
const timeout = failed({ message: 'timeout' });

describe('an end', () => {
  it.each<[string, Story, string[]]>([
    ['for want of pings', { told: lived({ reason: 'ping timeout', code: null }) }, ['ping-timeout certain']],
    ['for want of pings, and back for a minute', { told: [...lived({ reason: 'ping timeout', code: null }), ...up()], later: 61_000 }, []],
    ['for want of pings, and a new wish', { told: [...lived({ reason: 'ping timeout', code: null }), intent()] }, []],
    ['of a page’s socket for want of pings', { subject: 'page', told: [...pageUp('1'), { ...pageCloses('1', { code: 1005 }), at: 45_400 }] }, ['ping-timeout likely']],
    ['of a server that hangs ever since', { told: [...lived(), opening(1), timeout, opening(2), timeout] }, ['ping-timeout likely']],
    ['every 5 s', { told: cutAfter(5_020, 5_030) }, ['idle-cut likely']],
    ['every 7.4 s, twice', { told: cutAfter(7_420, 7_430) }, ['idle-cut guess']],
    ['every 7.4 s, three times', { told: cutAfter(7_420, 7_430, 7_410) }, ['idle-cut likely']],
    ['at no regular times', { told: cutAfter(5_020, 9_030, 13_050) }, ['unexplained guess']],
    ['of polls that took the proxy too long, and of sessions that are gone by then', { told: [...tooLong, ...tooLong, ...tooLong] }, ['idle-cut likely']],
    ['of a poll that took the proxy too long', { told: lived({ code: null, reason: 'transport error', detail: 'HTTP 504: <html>' }) }, ['idle-cut likely']],
    ['with 1009', { told: [...up(), sent, big, closed({ code: 1009 })] }, ['payload-too-large certain']],
    ['with 413', { told: lived({ code: null, reason: 'transport error', detail: 'HTTP 413: ' }) }, ['payload-too-large certain']],
    ['of a page’s socket with 1009', { subject: 'page', told: [...pageUp('1'), pageCloses('1', { code: 1009 })] }, ['payload-too-large certain']],
    ['right after a message over the limit', { told: [...up(), sent, big, closed({ code: 1005 })] }, ['payload-too-large likely']],
    ['right after a message below the limit', { told: [...up(), sent, { ...big, bytes: 900_000 } as Told, closed({ code: 1005, livedMs: 9_000 })] }, []],
    ['on a packet that we cannot parse', { told: [...lived({ reason: 'parse error' }).slice(0, -1), { kind: 'malformed', reason: 'x', text: '9', bytes: 1 }, closed({ reason: 'parse error' })] }, ['parse-error certain']],
    ['on a packet that the server cannot parse', { told: [...up(), sent, flawed, closed({ code: 1005, livedMs: 9_000 })] }, ['parse-error likely']],
    ['long after a strange packet', { told: [...up(), sent, flawed, { ...closed({ code: 1005, livedMs: 90_000 }), at: 90_000 }] }, []],
    ['with a restart', { told: [...lived(), opening(1), failed(), ...up()] }, ['server-restarted likely']],
    ['with a restart, a minute ago', { told: [...lived(), opening(1), failed(), ...up()], later: 61_000 }, []],
    ['and a new beginning at once', { told: [...lived(), ...up()] }, []],
    ['of a page that is left', { subject: 'page', told: [...pageUp('1'), pageLeaves('1'), ...pageUp('2'), pageLeaves('2'), ...pageUp('3')] }, []],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));

  it('every 5 s says so', () => expect(findingWords(findingsOf({ told: cutAfter(5_020, 5_030) })[0]!, 'title')).toContain('5 s'));
});
