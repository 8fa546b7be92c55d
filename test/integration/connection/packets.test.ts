/** What the background connection's recording holds of its own conversation. */
import { afterEach, describe, expect, it } from 'vitest';
import { disconnectAll, recordedConnection } from '../../support/recorded-connection.ts';
import { startServer, type TestServer } from '../../servers/node-server.ts';

let server: TestServer;

afterEach(async () => {
  await disconnectAll();
  await server.close();
});

describe.each(['websocket', 'polling'] as const)('by %s', (transport) => {
  it.each(['default', 'msgpack'] as const)('with the %s parser, every packet is recorded as what it means', async (parser) => {
    server = await startServer({ parser, heartbeat: 'ack' });
    server.io.on('connection', (socket) => {
      socket.on('add', (a: number, b: number, answer: (sum: number) => void) => answer(a + b));
      socket.emit('file', { name: 'x' }, Buffer.from([1, 2, 3]));
    });
    const connection = recordedConnection(server.url, { parser, transports: [transport] });
    await connection.connect();
    await connection.reaches('a round trip', ({ heartbeat }) => heartbeat.answered === 1);
    expect(connection.emit({ kind: 'event', namespace: '/', event: 'add', args: [{ kind: 'json', value: 2 }, { kind: 'json', value: 40 }], ackTimeoutMs: 1_000 })).toBeNull();
    await connection.reaches('the answer', () => connection.of('packet').some(({ preview }) => preview === '42'));

    const packets = connection.of('packet').filter(({ namespace }) => namespace !== null);
    const asked = packets.find(({ event }) => event === 'add')!;
    expect(asked).toMatchObject({ direction: 'out', type: 'event', namespace: '/', preview: '2, 40', transport, answers: null, answeredBy: null, offset: null, problem: '' });
    const answered = packets.find(({ preview }) => preview === '42')!;
    expect(answered).toMatchObject({ direction: 'in', type: 'ack', ackId: asked.ackId, answers: { seq: asked.seq, again: false } });
    expect(packets.find(({ event }) => event === 'file')).toMatchObject({ direction: 'in', type: 'event', preview: '{name: "x"}, <3 bytes>' });
    expect(packets.find(({ event }) => event === 'file')!.attachments).toEqual(parser === 'default' ? ['AQID'] : []);
    expect(packets.map(({ type }) => type)).toEqual(expect.arrayContaining(['connect', 'event', 'ack']));
    expect(connection.of('packet').filter(({ type }) => type === 'malformed')).toEqual([]);
    expect(connection.of('packet').find(({ type }) => type === 'open')).toMatchObject({ direction: 'in', namespace: null });
  });
});

describe('what somebody emits', () => {
  it('reaches another namespace, and says so when nothing is connected', async () => {
    server = await startServer({ namespaces: ['/admin'] });
    const seen: unknown[] = [];
    server.io.of('/admin').on('connection', (socket) => socket.on('hello', (...args: unknown[]) => seen.push(args)));
    const connection = recordedConnection(server.url);
    const composed = { kind: 'event', namespace: '/admin', event: 'hello', args: [{ kind: 'json', value: { a: 1 } }, { kind: 'binary', base64: 'AQI=' }], ackTimeoutMs: null } as const;
    expect(connection.emit({ ...composed, args: [...composed.args] })).toMatchObject({ message: expect.stringMatching(/Not connected/) });
    await connection.connect();
    await connection.reaches('connected', ({ ack }) => ack.state === 'acknowledged');
    expect(connection.emit({ ...composed, args: [...composed.args] })).toBeNull();
    await connection.reaches('the emit to arrive', () => seen.length === 1);
    expect(seen).toEqual([[{ a: 1 }, Buffer.from([1, 2])]]);
    expect(connection.of('packet').filter(({ namespace }) => namespace === '/admin').map(({ type }) => type)).toEqual(expect.arrayContaining(['connect', 'event']));
  });
});
