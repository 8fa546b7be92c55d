import { describe, expect, it } from 'vitest';
import { ack, beat, closed, connected, handshake, intent, opening, refused } from '../../../support/facts.ts';
import type { PacketType } from '../../../../src/core/entries/entry.ts';
import { findingsOf, navigation, packet, pageCloses, pageUp, POLL_URL, up, verdict, type Story, type Told } from './material.ts';
import { findingWords } from '../../../../src/core/words/finding.ts';

const kick = packet('in', 'disconnect', { socket: '1', namespace: '/', text: '41' });
const refusal = (text: string) => packet('in', 'connect_error', { socket: '1', namespace: '/x', text });
const restarted: Told = { kind: 'worker-restarted', epoch: 'x', lastAt: 0 };

const polled = (direction: 'in' | 'out', type: PacketType, text: string) => packet(direction, type, { socket: '1', transport: 'polling', namespace: type === 'disconnect' ? '/' : null, text });

describe('the application', () => {
  it.each<[string, Story, string[]]>([
    ['has no such namespace on Node', { told: [opening(), handshake(), refused({ message: 'Invalid namespace', raw: '{"message":"Invalid namespace"}' })] }, ['namespace-unknown certain']],
    ['has no such namespace on Flask', { told: [opening(), handshake(), refused({ message: '', raw: '"Unable to connect"' }), closed({ goodbye: 'server', stood: false })] }, ['namespace-unknown certain']],
    ['has no such namespace for a page', { subject: 'page', told: [...pageUp('1'), refusal('44/x,{"message":"Invalid namespace"}')] }, ['namespace-unknown certain']],
    ['refuses', { told: [opening(), handshake(), refused(), closed({ goodbye: 'server', stood: false })] }, ['connect-refused certain']],
    ['refused, and then did not', { subject: 'page', told: [...pageUp('1'), refusal('44/x,{"message":"no"}'), packet('in', 'connect', { socket: '1', namespace: '/x', text: '40/x,{"sid":"t"}' })] }, []],
    ['refused, and the user wishes anew', { told: [opening(), handshake(), refused(), intent(), opening()] }, []],
    ['says goodbye', { told: [...up(), closed({ goodbye: 'server' })] }, ['server-disconnected certain']],
    ['says goodbye to a page', { subject: 'page', told: [...pageUp('1'), kick] }, ['server-disconnected certain']],
    ['says goodbye to a page that polls, whose last poll is answered late', { subject: 'page', told: [...pageUp('1', { url: POLL_URL }), polled('in', 'disconnect', '41'), polled('out', 'close', '1'), pageCloses('1', { code: null, clean: true, goodbye: 'server' }), polled('in', 'noop', '6')] }, ['server-disconnected certain']],
    ['said goodbye to a page that went elsewhere', { subject: 'page', told: [...pageUp('1'), kick, { ...navigation, url: 'http://page.test/other' } as Told], later: 100 }, []],
    ['said goodbye, and the page is back', { subject: 'page', told: [...pageUp('1'), kick, ...pageUp('2')] }, []],
    ['does not acknowledge, and answers heartbeats', { told: [...up(), beat('answered', 5), { kind: 'unacknowledged', deadlineMs: 5_000 }] }, ['not-acknowledged likely']],
    ['does not acknowledge this time', { told: [...up(), ack(), closed({ goodbye: 'client', code: 1000 }), opening(), ...up(), { kind: 'unacknowledged', deadlineMs: 5_000 }] }, ['not-acknowledged likely']],
    ['knows nothing of the protocol', { told: [...up(), { kind: 'unacknowledged', deadlineMs: 5_000 }] }, ['not-acknowledged guess']],
    ['acknowledges late', { told: [...up(), { kind: 'unacknowledged', deadlineMs: 5_000 }, ack({ late: true })] }, []],
    ['misses a beat', { told: [...up(), beat('answered', 5), beat('sent'), beat('missed')] }, ['heartbeat-late likely']],
    ['misses a beat, and answers the next', { told: [...up(), beat('answered', 5), beat('missed'), beat('answered', 5)] }, []],
    ['never answered a beat', { told: [...up(), beat('missed'), beat('missed'), beat('missed')] }, []],
    ['pings late', { told: [...up(), { kind: 'ping', gapMs: 43_000 }] }, ['heartbeat-late likely']],
    ['pings in time', { told: [...up(), { kind: 'ping', gapMs: 25_100 }] }, []],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));

  it('is quoted', () => {
    const [finding] = findingsOf({ told: [opening(), handshake(), refused({ raw: '{"message":"no ticket","data":7}' })] });
    expect(findingWords(finding!, 'cause')).toContain('{"message":"no ticket","data":7}');
  });
});

describe('a restart of the background', () => {
  it.each<[string, Story, string[]]>([
    ['is told', { told: [...up(), restarted] }, ['worker-restarted certain']],
    ['is told for a while after the connection is back', { told: [...up(), restarted, ...up()] }, ['worker-restarted certain']],
    ['is history a minute later', { told: [...up(), restarted, ...up()], later: 61_000 }, []],
    ['is history in any case', { told: [restarted], later: 301_000 }, []],
    ['is history with a new wish', { told: [restarted, intent(), connected()] }, []],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});
