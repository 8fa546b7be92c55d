import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEntry, type EntryOf } from '../../../src/recording/entry.ts';
import { probeAnswer, probeQuestion, probeVerdict } from '../../../src/ui/probe-words.ts';
import { probeFact } from './samples.ts';

describe('an answer', () => {
  it.each<[Partial<EntryOf<'probe'>>, string, string]>([
    [{ status: 200, body: '0{"sid":"a"}' }, 'passed', 'accepted'],
    [{ status: 200, body: '<html>' }, 'failed', 'HTTP 200: <html>'],
    [{ status: 400, body: '"Not an accepted origin."\nmore' }, 'failed', 'HTTP 400: "Not an accepted origin."'],
    [{ outcome: 'refused', error: 'ECONNREFUSED' }, 'failed', 'no connection (ECONNREFUSED)'],
    [{ outcome: 'hidden' }, 'neutral', 'answered, but the browser hides the answer from Holdfast'],
    [{ outcome: 'timeout' }, 'failed', 'no answer in time'],
    [{ question: 'websocket', outcome: 'opened' }, 'passed', 'opened'],
    [{ question: 'websocket', outcome: 'closed', code: 1005 }, 'failed', 'opened and closed again with code 1005'],
    [{ question: 'websocket', outcome: 'refused', status: 400 }, 'failed', 'refused with HTTP 400'],
    [{ question: 'polling-3', status: 400, body: '{"code":5}' }, 'neutral', 'not spoken'],
    [{ question: 'polling-3', status: 200, body: '96:0{"sid":"a"}' }, 'neutral', 'accepted'],
    [{ question: 'sticky', status: 200, body: 'ok' }, 'passed', 'the server knew its session each time'],
    [{ question: 'sticky', status: 400, body: '{"code":1,"message":"Session ID unknown"}' }, 'failed', 'HTTP 400: {"code":1,"message":"Session ID unknown"}'],
  ])('%o', (changes, verdict, text) => {
    const probe = probeFact(changes);
    expect([probeVerdict(probe), probeAnswer(probe)]).toEqual([verdict, text]);
  });

  it('whatever a server says, is one bounded line', () => {
    fc.assert(fc.property(fc.string({ size: 'large' }), fc.integer(), (body, status) => {
      expect(probeAnswer(probeFact({ body, status })).length).toBeLessThan(200);
    }));
  });
});

it('a question names the path or the origin that it is about', () => {
  expect(probeQuestion(probeFact({ question: 'path', url: 'http://x/ws/socket.io/?EIO=4' }))).toBe('Another path: /ws/socket.io/');
  expect(probeQuestion(probeFact({ question: 'origin', origin: 'http://page' }))).toBe('Handshake as the page (http://page)');
});

it('the samples are what is recorded', () => {
  expect(parseEntry({ source: 'a', seq: 0, at: 0, ...probeFact() })).toBeDefined();
});
