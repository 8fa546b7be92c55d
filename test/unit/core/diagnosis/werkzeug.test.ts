import { describe, expect, it } from 'vitest';
import { log } from '../../../support/facts.ts';
import { findingsOf, packet, pageCloses, pageOpens, pageShakes, pageUp, probeAnswered, up, verdict, type Story, type Told } from './material.ts';

const TRACEBACK: Told = log('error', 'Error on request:\nTraceback (most recent call last):\n  …\nAssertionError: write() before start_response');
const inFields: Told = { ...log('error', 'Error on request'), fields: '{"exception":"AssertionError: write() before start_response"}' } as Told;
const accessLine: Told = log('info', '127.0.0.1 - - "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1" 500 -');
const bare = pageShakes('1', 101, '');
const said = (goodbye: 'client' | 'server') => pageCloses('1', { goodbye });
const kick = packet('in', 'disconnect', { socket: '1', namespace: '/', text: '41' });

describe('Werkzeug’s false 500', () => {
  it.each<[string, Story, string[]]>([
    ['in the log before the new connect', { told: [TRACEBACK, ...up()] }, ['werkzeug-false-500 certain']],
    ['in the log after the new connect', { told: [...up(), TRACEBACK] }, ['werkzeug-false-500 certain']],
    ['in a field of a log line', { told: [...up(), inFields] }, ['werkzeug-false-500 certain']],
    ['in the access log', { told: [...up(), accessLine] }, ['werkzeug-false-500 likely']],
    ['in the access log with 200', { told: [...up(), { ...accessLine, message: (accessLine as { message: string }).message.replace('500', '200') } as Told] }, []],
    ['in a page’s stream after its own goodbye', { subject: 'page', told: [...pageUp('1'), bare, said('client')] }, ['werkzeug-false-500 certain']],
    ['in a page’s stream after the server’s goodbye', { subject: 'page', told: [...pageUp('1'), bare, kick, said('server')] }, ['werkzeug-false-500 certain', 'server-disconnected certain']],
    ['in a page’s stream, told by its header', { subject: 'page', told: [...pageUp('1'), pageShakes('1', 101, 'Switching Protocols', [['Server', 'Werkzeug/3.1 Python/3.12']]), said('client')] }, ['werkzeug-false-500 certain']],
    ['in a page’s stream, told by the browser', { subject: 'page', told: [...pageUp('1'), pageCloses('1', { code: null, reason: 'Invalid frame header', goodbye: 'client' })] }, ['werkzeug-false-500 certain']],
    ['in a page’s stream, with no headers seen', { subject: 'page', told: [...pageUp('1'), said('client')] }, ['werkzeug-false-500 likely']],
    ['not after a goodbye to another server', { subject: 'page', told: [...pageUp('1'), pageShakes('1', 101, 'Switching Protocols'), said('client')] }, []],
    ['not without a goodbye', { subject: 'page', told: [...pageUp('1'), bare, pageCloses('1')] }, []],
    ['not without a goodbye, whatever the browser says', { subject: 'page', told: [...pageUp('1'), bare, pageCloses('1', { reason: 'Invalid frame header' })] }, []],
    ['not after a goodbye with the usual code', { subject: 'page', told: [...pageUp('1'), bare, pageCloses('1', { code: 1005, goodbye: 'client' })] }, []],
    ['not in a socket that never connected', { subject: 'page', told: [pageOpens('1'), bare, said('client')] }, []],
    ['history in the end', { told: [...up(), TRACEBACK], later: 301_000 }, []],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));

  it('is said calmly, and about Flask', () => {
    const [finding] = findingsOf({ told: [...up(), TRACEBACK, probeAnswered('polling', 200, '0{"sid":"a","upgrades":["websocket"]}', { headers: [['server', 'Werkzeug/2.2.2 Python/3.11']] })] });
    expect(finding).toMatchObject({ benign: true, server: 'flask-socketio', where: 'server' });
  });
});
