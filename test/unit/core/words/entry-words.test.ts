import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact, FactOf } from '../../../../src/core/entries/entry.ts';
import { entryText } from '../../../../src/core/words/entry-words.ts';
import { ack, beat, closed, connected, handshake, intent, log, opening, refused } from '../../../support/facts.ts';
import { inEach, PLACEHOLDER } from '../../../support/languages.ts';
import { packetFact, probeFact } from '../../views/samples.ts';

const textOf = (fact: Fact) => entryText({ ...fact, source: 'default', seq: 0, at: 0 });

describe('an answer to a question', () => {
  it.each<[Partial<FactOf<'probe'>>, string]>([
    [{ status: 200, body: '0{"sid":"a"}', headers: [['server', 'Werkzeug/3.1']] }, 'Handshake by polling: accepted (12 ms, Werkzeug/3.1)'],
    [{ status: 404, body: 'x'.repeat(500) }, `Handshake by polling: HTTP 404: ${'x'.repeat(120)} (12 ms)`],
    [{ question: 'websocket', outcome: 'opened', status: 101, body: '0{}' }, 'Handshake by WebSocket: opened (12 ms)'],
    [{ outcome: 'refused', error: 'ECONNREFUSED' }, 'Handshake by polling: no connection (ECONNREFUSED) (12 ms)'],
    [{ question: 'origin', origin: 'http://page', status: 403 }, 'Handshake as the page (http://page): HTTP 403 (12 ms)'],
    [{ question: 'path', url: 'http://x/ws/?EIO=4', status: 404 }, 'Another path: /ws/: HTTP 404 (12 ms)'],
  ])('%j', (changes, words) => expect(textOf(probeFact(changes))).toBe(words));
});

const facts: readonly [Fact, string, string][] = [
  [opening(1), 'Attempt 2, by websocket, polling', '第 2 次尝试，传输方式 websocket，polling'],
  [handshake(), 'Handshake by websocket: ping interval 25 s, ping timeout 20 s, upgrades: none', 'websocket 握手：ping 间隔 25 秒，ping 超时 20 秒，可升级到：无'],
  [{ kind: 'ping', gapMs: 25_000 }, 'Ping from the server, 25 s after the last', '服务器的 ping，距上一次 25 秒'],
  [beat('answered', 12), 'Heartbeat 1 answered after 12 ms', '心跳 1 在 12 毫秒后得到应答'],
  [beat('missed'), 'Heartbeat 1 missed', '心跳 1 未得到应答'],
  [log('error', 'a\u001B[2Jb\u0007\nc\u009B'), 'The server logged (error): a [2Jb c ', '服务器日志（error）：a [2Jb c '],
  [packetFact({ type: 'event', event: 'chat', preview: '"hi"', problem: 'The name is reserved.' }), 'Received event chat "hi" (The name is reserved.)', '收到 event chat "hi"（The name is reserved.）'],
  [{ kind: 'connect-failed', message: 'xhr poll error', transport: 'polling', status: 400, body: '"no"' }, 'Attempt failed: xhr poll error (HTTP 400): "no"', '连接尝试失败：xhr poll error（HTTP 400）："no"'],
  [{ kind: 'retrying', attempt: 1, delayMs: 2_000, dueAt: 0, why: null }, 'Next attempt after 2 s', '2 秒后再次尝试'],
  [{ kind: 'socket-handshake', socket: '1', method: 'GET', status: 0, statusText: 'net::ERR_FAILED', requestHeaders: [], responseHeaders: [] }, 'No answer to its handshake: net::ERR_FAILED', '握手没有得到响应：net::ERR_FAILED'],
  [{ kind: 'socket-closed', socket: '1', code: 1006, reason: '', clean: false, goodbye: 'none', blocked: null }, 'Socket closed with code 1006', 'Socket 已关闭，关闭码 1006'],
  [{ kind: 'probing', round: 1, state: 'started', url: '', protocol: 'socket.io', questions: ['polling', 'polling-3'], tookMs: null }, 'Checking the server: Handshake by polling, Handshake of older clients (Engine.IO 3)', '正在检查服务器：轮询握手，旧客户端的握手（Engine.IO 3）'],
];

describe('an entry', () => {
  it.each(facts)('%o is told in each language', (fact, english, chinese) => {
    const told: string[] = [];
    inEach(() => told.push(textOf(fact)));
    expect(told).toEqual([english, chinese]);
  });

  it.each([ack(), closed(), connected(), intent(), refused(), { kind: 'upgrade', stage: 'started', transport: 'websocket', reason: null } as Fact])('of kind %o leaves no placeholder', (fact) => {
    inEach(() => expect(textOf(fact)).not.toMatch(PLACEHOLDER));
  });

  it('whatever a server says, is one bounded line that cannot command a terminal', () => {
    const text = fc.array(fc.constantFrom('\u001B[2J', '\u009B', '\n', '\u0000', '🧨', '\ud800', '{level}', '"', 'x'.repeat(90))).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (said) => {
        for (const fact of [log('error', said), probeFact({ status: 400, body: said }), refused({ message: said, raw: said }), packetFact({ preview: said })]) {
          const told = textOf(fact);
          expect(told.length).toBeLessThanOrEqual(201);
          expect(told).not.toMatch(/\p{Cc}/u);
        }
      }),
    );
  });
});
