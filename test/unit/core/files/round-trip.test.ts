/** What is written is read again; what is cut off or damaged is read as far as it goes. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Entry } from '../../../../src/core/entries/entry.ts';
import { linesOf } from '../../../../src/core/files/lines.ts';
import { FORMAT } from '../../../../src/core/files/ndjson.ts';
import { writeHar } from '../../../../src/core/files/write-har.ts';
import { writeNdjson } from '../../../../src/core/files/write-ndjson.ts';
import { anyRecording, conversation, fileOf, NOW, read, recorded, SESSION, shared } from './files.ts';

describe('NDJSON', () => {
  it('gives back any recording, in chunks of any size', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(anyRecording, fc.integer({ min: 1, max: 400 }), async (entries, size) => {
        const { recordings, problem } = await read(await fileOf(writeNdjson, [shared(entries, { source: 'default' })]), size);
        expect(problem).toBeNull();
        expect(recordings).toEqual([{ source: 'default', name: 'A recording', url: expect.any(String), entries }]);
      }),
    );
  });

  it('that breaks off anywhere gives what was whole and says where', { timeout: 60_000 }, async () => {
    const entries = conversation(SESSION.slice(0, 4));
    const file = await fileOf(writeNdjson, [shared(entries)]);
    const lines = file.split('\n');
    for (let length = lines[0]!.length; length < file.length - 1; length += 1) {
      const { recordings, problem } = await read(file.slice(0, length), 997);
      const whole = file.slice(0, length).split('\n').length - 2;
      const kept = recordings[0]!.entries;
      expect(kept.length).toBeGreaterThanOrEqual(Math.min(whole, entries.length));
      expect(kept).toEqual(entries.slice(0, kept.length));
      expect(problem).toMatch(/The file (breaks off in|ends after) line \d+/);
    }
  });

  it('of another version, or with no header, is refused with a reason', async () => {
    const file = await fileOf(writeNdjson, [shared(recorded([{ kind: 'ping', gapMs: 1 }]))]);
    expect(await read(file.replace('"version":1', '"version":2'))).toEqual({ recordings: [], problem: 'This recording is of version 2 of the format, and this Holdfast reads version 1. Open it with a newer Holdfast.' });
    expect((await read(file.slice(0, 40))).problem).toContain('Line 1 is not the header');
    expect((await read('')).problem).toContain('empty');
    expect((await read('hello')).problem).toContain('neither a recording of Holdfast nor a HAR file: it is not JSON from character 1 on');
    expect((await read('{"a":1}')).problem).toContain('neither a recording of Holdfast nor a HAR file');
  });

  it('with bad lines in it is read without them', async () => {
    const entries = recorded([{ kind: 'ping', gapMs: 1 }, { kind: 'ping', gapMs: 2 }]);
    const [header, first, second, footer] = (await fileOf(writeNdjson, [shared(entries)])).split('\n');
    const bad = ['{"kind":"ping"}', 'junk', first!, second!.replace(/"at":\d+/, '"at":1e999'), second!.replace('default', 'elsewhere')];
    const { recordings, problem } = await read([header, first, ...bad, second, footer].join('\n'));
    expect(recordings[0]!.entries).toEqual(entries);
    expect(problem).toBe('Line 3 is not an entry and was left out. So are 4 more lines.');
  });

  it('has no line that is held beyond its bound', async () => {
    async function* chunks() {
      yield 'short\n';
      for (let index = 0; index < 100; index += 1) yield 'x'.repeat(100);
      yield '\r\nend';
    }
    const lines = [];
    for await (const line of linesOf(chunks(), 500)) lines.push(line);
    expect(lines).toEqual([
      { text: 'short', tooLong: false, unended: false },
      { text: '', tooLong: true, unended: false },
      { text: 'end', tooLong: false, unended: true },
    ]);
  });
});

/** What of packets is the same whoever captured them. Times are told in seconds in a HAR, and lose some digits. */
function told(entries: readonly Entry[]): unknown[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'packet') return [];
    const { source: _source, seq: _seq, socket: _socket, at, answers, ...rest } = entry;
    return [{ ...rest, at: Math.round(at), afterMs: answers === null ? null : Math.round(answers.afterMs) }];
  });
}

describe('HAR', () => {
  it('is HAR 1.2 with the messages that Chromium writes', async () => {
    const har = JSON.parse(await fileOf(writeHar, [shared(conversation(SESSION))])) as { log: { version: string; entries: Record<string, unknown>[]; pages: unknown[] } };
    expect(har.log).toMatchObject({ version: '1.2', creator: { name: 'Holdfast', version: '0.1.0' }, pages: [{ title: 'http://127.0.0.1:5552/' }] });
    expect(har.log.entries.map(({ _resourceType, request }) => [_resourceType, (request as { method: string }).method, (request as { url: string }).url.replace(/.*\?/, '')])).toEqual([
      ['xhr', 'GET', 'EIO=4&transport=polling'],
      ['xhr', 'POST', 'EIO=4&transport=polling&sid=engine1'],
      ['xhr', 'GET', 'EIO=4&transport=polling&sid=engine1'],
      ['websocket', 'GET', 'EIO=4&transport=websocket&sid=engine1'],
    ]);
    const messages = har.log.entries[3]!['_webSocketMessages'] as Record<string, unknown>[];
    expect(messages[0]).toEqual({ type: 'send', time: expect.closeTo((NOW - 60_000) / 1000, 0), opcode: 1, data: '2probe' });
    expect(messages.at(-1)).toMatchObject({ type: 'receive', opcode: 2, data: 'AQL/' });
    for (const entry of har.log.entries) {
      expect(entry).toMatchObject({ startedDateTime: expect.stringMatching(/^2026-\d\d-\d\dT[\d:.]+Z$/), time: expect.any(Number), cache: {} });
      expect(entry['request']).toMatchObject({ httpVersion: expect.any(String), cookies: [], headers: expect.any(Array), queryString: expect.any(Array), headersSize: -1, bodySize: -1 });
      expect(entry['response']).toMatchObject({ content: { size: expect.any(Number), mimeType: expect.any(String) }, redirectURL: '', headersSize: -1, bodySize: -1 });
      const { send, wait, receive } = entry['timings'] as Record<string, number>;
      expect(send! + wait! + receive!).toBeCloseTo(entry['time'] as number, 5);
    }
  });

  it.each([
    ['that upgrades', SESSION, {}],
    ['over a WebSocket alone', SESSION.slice(0, 2).concat(SESSION.slice(7)).map(([direction, data]) => [direction, data] as const), { url: 'ws://127.0.0.1:5552/socket.io/?EIO=4&transport=websocket' }],
    ['whose beginning is missing', SESSION.slice(3), {}],
    ['of revision 3', [
      ['in', '96:0{"sid":"lv_VI97HAXpY6yYWAAAB","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}2:40', 'polling'],
      ['out', '14:420["größe🧨"]', 'polling'],
      ['in', 'ok', 'polling'],
      ['in', '451-["file",{"_placeholder":true,"num":0}]'],
      ['in', Uint8Array.from([4, 1, 2, 255])],
    ] as const, { url: 'http://127.0.0.1:5552/socket.io/?EIO=3&transport=polling' }],
    ['of our own connection', SESSION, { source: 'default', socket: 'own' }],
  ])('gives back the packets of a session %s', async (_, said, place) => {
    const entries = conversation(said, place);
    const { recordings, problem } = await read(await fileOf(writeHar, [shared(entries)]), 777);
    expect(problem).toBeNull();
    expect(told(recordings[0]!.entries)).toEqual(told(entries));
    expect(new Set(recordings[0]!.entries.flatMap((entry) => (entry.kind === 'packet' ? [entry.socket] : []))).size).toBe(1);
  });

  it('tells the sessions of a connection that was made anew apart', async () => {
    const first = conversation(SESSION, { source: 'default', socket: 'own' });
    const opening: Entry = { kind: 'opening', attempt: 0, transports: ['websocket'], source: 'default', seq: first.length, at: NOW - 50_000 };
    const second = conversation(SESSION, { source: 'default', socket: 'own', seq: first.length + 1 }).map((entry) => JSON.parse(JSON.stringify(entry).replaceAll('engine1', 'engine2')) as Entry);
    const { recordings } = await read(await fileOf(writeHar, [shared([...first, opening, ...second])]));
    expect(recordings.map(({ source }) => source)).toEqual(['connection']);
    expect(told(recordings[0]!.entries)).toHaveLength(first.length + second.length);
    expect(recordings[0]!.entries.filter(({ kind }) => kind === 'opening')).toHaveLength(2);
    expect(new Set(recordings[0]!.entries.flatMap((entry) => (entry.kind === 'packet' ? [entry.socket] : [])))).toEqual(new Set(['own']));
  });

  it('that breaks off anywhere gives every message that was whole', { timeout: 60_000 }, async () => {
    const file = await fileOf(writeHar, [shared(conversation(SESSION.slice(6)))]);
    const all = told((await read(file)).recordings[0]!.entries);
    const body = file.indexOf('"entries":[') + 11;
    for (let length = body; length < file.length - 4; length += 1) {
      const { recordings, problem } = await read(file.slice(0, length));
      const kept = told(recordings[0]?.entries ?? []);
      // The last event is two messages, the second of which is its attachment.
      const messages = [...file.slice(0, length).matchAll(/"data":"((?:[^"\\]|\\.)*)"\}/g)].length;
      expect(kept).toEqual(all.slice(0, Math.min(messages, all.length - 1) + (messages > all.length ? 1 : 0)));
      expect(problem).toMatch(/^The file breaks off in entry \d+\. What is before that was read\.$/);
    }
  });
});

describe('hostile files', () => {
  it('never make a reader throw', { timeout: 60_000 }, async () => {
    const har = await fileOf(writeHar, [shared(conversation(SESSION))]);
    const ndjson = await fileOf(writeNdjson, [shared(conversation(SESSION))]);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(har, ndjson), fc.array(fc.tuple(fc.nat(), fc.nat(20), fc.string({ maxLength: 6 }))), async (file, edits) => {
        let text = file;
        for (const [place, cut, put] of edits) {
          const at = place % (text.length + 1);
          text = text.slice(0, at) + put + text.slice(at + cut);
        }
        const { recordings, problem } = await read(text, 500);
        expect(Array.isArray(recordings)).toBe(true);
        expect(problem === null || problem.endsWith('.')).toBe(true);
      }),
    );
  });

  it.each([
    ['nested lists', `{"log":{"entries":${'['.repeat(100_000)}`],
    ['nested objects', '{"a":'.repeat(100_000)],
    ['entries of all types', '{"log":{"entries":[null,1,"x",[],{},{"request":null},{"request":{"url":7}},{"request":{"url":"ws://x"},"_webSocketMessages":[null,1,{}],"_resourceType":"websocket","startedDateTime":"+275760-09-13T00:00:00.000Z"}]}}'],
    ['a prototype', '{"log":{"entries":[],"__proto__":{"polluted":1}}'],
  ])('%s', async (_, text) => {
    expect((await read(text)).problem).not.toBe('');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

it('a recording whose values are nested deeper than can be written again is read all the same', async () => {
  const header = { format: FORMAT, version: 1, createdAt: '', creator: { name: 'x', version: '1' }, redacted: true, recordings: [{ source: 'a', name: 'x', url: '' }] };
  const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
  const lines = [JSON.stringify(header), `{"source":"a","seq":0,"at":1,"kind":"acknowledged","afterMs":1,"late":false,"payload":${deep},"serverTime":null}`, `{"source":"a","seq":1,"at":1,"kind":"refused","message":"","data":${deep},"raw":""}`];
  const { recordings, problem } = await read(`${lines.join('\n')}\n`);
  expect(recordings[0]!.entries.map(({ kind }) => kind)).toEqual(['acknowledged', 'refused']);
  expect(problem).toMatch(/without its closing line/);
});
