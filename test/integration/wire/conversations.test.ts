/** Real conversations, recorded between real clients and servers: what is decoded is what the applications said and heard. */
import { createRequire } from 'node:module';
import { afterEach, describe, expect, it } from 'vitest';
import { createAckTracker } from '../../../src/core/wire/ack-tracker.ts';
import { createSessionReader } from '../../../src/core/wire/session-reader.ts';
import type { Packet, SocketPacket } from '../../../src/core/wire/packet.ts';
import { engineParser3, engineParser3Base64, engineParser4, official, socketParser4, type Chunk } from '../../support/oracles.ts';
import { until } from '../../support/until.ts';
import { frameSize } from '../../unit/core/wire/frames.ts';
import { oneWay, overheard, Speaker, type Minutes, type Utterance } from './conversation.ts';
import { generation2, generation3, generation4, mixed2, serve, type ClientPeer, type Generation, type Peer, type RunningServer } from '../../servers/generations.ts';
import { startRecordingProxy, type RecordedSession, type RecordingProxy } from './recording-proxy.ts';

const msgpackParser: unknown = createRequire(import.meta.url)('socket.io-msgpack-parser');

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function start(generation: Generation, options: Readonly<Record<string, unknown>> = {}): Promise<{ server: RunningServer; proxy: RecordingProxy }> {
  const server = await serve(generation, options);
  cleanups.push(() => server.close());
  const proxy = await startRecordingProxy(server.port);
  cleanups.push(() => proxy.close());
  return { server, proxy };
}

function connect(generation: Generation, url: string, options: Readonly<Record<string, unknown>>): ClientPeer {
  const client = generation.connect(url, { reconnection: false, ...options });
  cleanups.push(() => client.disconnect());
  return client;
}

/** `measured`: the sizes of the packets add up to what was sent. Those of JSONP, without its wrapping, do not. */
function decodeSession(session: RecordedSession, measured = true): Packet[] {
  const reader = createSessionReader(session.url);
  const heard = [...session.frames.flatMap((frame) => reader.read(frame, Date.now())), ...reader.end(Date.now())];
  const packets = heard.map(({ packet }) => packet);
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
  if (measured) expect(sum(packets.map(({ bytes }) => bytes))).toBe(sum(session.frames.map(frameSize)));
  expect(packets.filter(({ kind }) => kind === 'malformed' || kind === 'message')).toEqual([]);
  return packets;
}

const socketsOf = (packets: readonly Packet[]) => packets.filter((packet): packet is SocketPacket => packet.kind === 'socket');

/** The first of these packets that has this type, direction and namespace. */
function find<T extends SocketPacket['type']>(packets: readonly Packet[], type: T, direction: 'in' | 'out', namespace: string) {
  return socketsOf(packets).find(
    (packet): packet is Extract<SocketPacket, { type: T }> => packet.type === type && packet.direction === direction && packet.namespace === namespace,
  );
}

function expectMinutes(packets: readonly Packet[], minutes: Minutes): void {
  for (const direction of ['in', 'out'] as const) {
    expect(oneWay(overheard(packets, false), direction)).toEqual(oneWay(minutes.said, direction));
    expect(bySort(oneWay(overheard(packets, true), direction))).toEqual(bySort(oneWay(minutes.heard, direction)));
  }
}

/** Servers hand events over a tick later than acknowledgements, so that only among themselves each are heard in order. */
function bySort(utterances: readonly Utterance[]): Record<string, Utterance[]> {
  const sorts: Record<string, Utterance[]> = {};
  for (const utterance of utterances) {
    const sort = `${utterance.namespace} ${utterance.name === null ? 'acknowledgements' : 'events'}`;
    (sorts[sort] ??= []).push(utterance);
  }
  return sorts;
}

const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
const EVENTS = ['chat', 'file', 'files', 'ask', 7];

/** Both ends say something of everything: text beyond ASCII, binary values here and there, questions in both directions. */
async function talk(client: Speaker, server: Speaker): Promise<void> {
  server.tell('chat', { text: 'welcome 💥 – “é”', n: 0.1, list: [null, true, []] });
  client.tell('chat');
  server.tell('file', picture, { at: [{ small: Buffer.from([0]) }, 'end'] });
  client.tell('files', { first: picture, second: Buffer.alloc(3_000, 3) }, 'after');
  server.tell(7, 'an event may be named by a number');
  await Promise.all([
    client.ask('ask', 'client', picture),
    client.ask('ask', 'again'),
    server.ask('ask', 'server'),
    server.ask('ask', picture, { nested: [picture] }),
  ]);
}

interface Mode {
  name: string;
  transports: readonly string[];
}

const modes: readonly Mode[] = [
  { name: 'websocket', transports: ['websocket'] },
  { name: 'polling', transports: ['polling'] },
  { name: 'polling, then upgrade', transports: ['polling', 'websocket'] },
];

const generations: readonly (readonly [string, Generation, Readonly<Record<string, unknown>>])[] = [
  ['Socket.IO 2', generation2, {}],
  ['Socket.IO 2 with a server of Socket.IO 4', mixed2, {}],
  ['Socket.IO 3', generation3, {}],
  ['Socket.IO 4', generation4, {}],
  ['Socket.IO 4 with msgpack', generation4, { parser: msgpackParser }],
  ['Socket.IO 4 with connection state recovery', generation4, { connectionStateRecovery: {} }],
];

describe.each(generations)('%s', (_, generation, options) => {
  it.each(modes)('$name', async ({ transports }) => {
    const { server, proxy } = await start(generation, options);
    const minutes: Minutes = { said: [], heard: [] };
    const serverSide = new Map<string, { peer: Peer; speaker: Speaker }>();
    for (const namespace of ['/', '/admin']) {
      server.io.of(namespace).on('connection', (peer) => {
        const speaker = new Speaker(peer, 'in', namespace, minutes);
        for (const event of EVENTS) speaker.listen(event, 'from the server', Buffer.from([1, 2]));
        serverSide.set(namespace, { peer, speaker });
      });
    }
    server.io.of('/closed').use((_peer, next) => next(new Error('no entry')));

    const { parser } = options;
    const clientOptions = { transports, auth: { token: 'secret' }, ...(parser === undefined ? {} : { parser }) };
    const open = (namespace: string) => connect(generation, `${proxy.url}${namespace}`, clientOptions);
    const join = async (namespace: string) => {
      const peer = open(generation.refusal === 'error' && namespace === '/admin' ? '/admin?token=a' : namespace);
      const speaker = new Speaker(peer, 'out', namespace, minutes);
      for (const event of EVENTS) speaker.listen(event, 'from the client');
      await until(() => peer.connected && serverSide.has(namespace));
      return { peer, speaker };
    };

    const main = await join('/');
    await talk(main.speaker, serverSide.get('/')!.speaker);
    const admin = await join('/admin');
    await Promise.all([talk(main.speaker, serverSide.get('/')!.speaker), talk(admin.speaker, serverSide.get('/admin')!.speaker)]);
    await until(() => main.peer.io.engine.transport.name === transports.at(-1));
    await talk(admin.speaker, serverSide.get('/admin')!.speaker);
    const refused = await new Promise((resolve) => void open('/closed').on(generation.refusal, resolve));
    const ids = { main: main.peer.id, admin: admin.peer.id };
    admin.peer.disconnect();
    await until(() => !serverSide.get('/admin')!.peer.connected);
    await until(() => minutes.heard.length === minutes.said.length);
    main.peer.disconnect();
    await until(() => !serverSide.get('/')!.peer.connected);

    expect(proxy.sessions.length).toBe(1);
    const packets = decodeSession(proxy.sessions[0]!);
    expectMinutes(packets, minutes);

    const transportsSeen = new Set(socketsOf(packets).map(({ transport }) => transport));
    expect(transportsSeen).toEqual(new Set(transports));
    expect(packets[0]).toMatchObject({ kind: 'engine', type: 'open', handshake: { pingInterval: 25_000 } });
    const upgrade = packets.flatMap((packet) => (packet.kind === 'engine' && (packet.probe || packet.type === 'upgrade') ? [`${packet.direction} ${packet.type}`] : []));
    expect(upgrade).toEqual(transports.length === 2 ? ['out ping', 'in pong', 'out upgrade'] : []);

    // Ids, auth payloads and queries, as each revision has them.
    if (generation.refusal === 'connect_error') {
      expect(find(packets, 'connect', 'out', '/')).toMatchObject({ auth: { token: 'secret' } });
      expect(find(packets, 'connect', 'in', '/')).toMatchObject({ sid: ids.main });
      expect(find(packets, 'connect', 'in', '/admin')).toMatchObject({ sid: ids.admin });
      expect(find(packets, 'connect_error', 'in', '/closed')).toMatchObject({ message: (refused as Error).message });
    } else {
      expect(find(packets, 'connect', 'in', '/')).toMatchObject({ sid: null, auth: undefined });
      expect(find(packets, 'connect', 'out', '/admin')).toMatchObject({ query: 'token=a' });
      expect(find(packets, 'connect_error', 'in', '/closed')?.message).toBe(typeof refused === 'string' ? refused : (refused as Error).message);
    }
    expect(find(packets, 'disconnect', 'out', '/admin')).toBeDefined();
    const recovering = 'connectionStateRecovery' in options;
    const told = socketsOf(packets).filter((packet) => packet.type === 'event' && packet.direction === 'in' && packet.ackId === null);
    expect(told.every((packet) => packet.type === 'event' && (packet.offset !== null) === recovering)).toBe(true);

    // Every question was answered once.
    const tracker = createAckTracker<number>({ deadlineMs: 1_000 });
    const states = packets.flatMap((packet, index) => tracker.see(packet, index, 0)).map(({ state }) => state);
    const questions = 4 * 4;
    expect(states.filter((state) => state === 'answered').length).toBe(questions);
    expect(states.length).toBe(2 * questions);
    expect(tracker.waiting).toBe(0);
  });
});

describe('Socket.IO 2 with a client that takes binary payloads, as browsers do', () => {
  it('polls', async () => {
    const { server, proxy } = await start(generation2);
    const minutes: Minutes = { said: [], heard: [] };
    server.io.of('/').on('connection', (peer) => {
      const speaker = new Speaker(peer, 'in', '/', minutes);
      speaker.listen('upload');
      speaker.tell('chat', 'é 💥');
      speaker.tell('file', picture, { again: Buffer.alloc(300, 7) });
    });

    const url = `${proxy.url}/socket.io/?EIO=3&transport=polling`;
    const opened = await (await fetch(url)).text();
    const sid = /"sid":"([^"]+)"/.exec(opened)![1]!;
    const poll = await fetch(`${url}&sid=${sid}`);
    expect(poll.headers.get('content-type')).toBe('application/octet-stream');
    await poll.arrayBuffer();
    const chunks = socketParser4.encode({ type: 2, nsp: '/', data: ['upload', 'ü', picture] });
    const body = engineParser3.payload(chunks.map((chunk) => ({ type: 'message', data: typeof chunk === 'string' ? chunk : Buffer.from(chunk) })));
    await fetch(`${url}&sid=${sid}`, { method: 'POST', body: body as Uint8Array<ArrayBuffer>, headers: { 'content-type': 'application/octet-stream' } });
    await until(() => minutes.heard.length > 0);

    const packets = decodeSession(proxy.sessions[0]!);
    expect(oneWay(overheard(packets, false), 'in')).toEqual(oneWay(minutes.said, 'in'));
    expect(oneWay(overheard(packets, false), 'out')).toEqual(oneWay(minutes.heard, 'out'));
  });
});

describe('JSONP', () => {
  it.each<[string, Generation, number]>([['Socket.IO 2', generation2, 3], ['Socket.IO 4', generation4, 4]])('with %s', async (_, generation, revision) => {
    const { server, proxy } = await start(generation);
    const minutes: Minutes = { said: [], heard: [] };
    server.io.of('/').on('connection', (peer) => {
      const speaker = new Speaker(peer, 'in', '/', minutes);
      speaker.listen('upload');
      speaker.tell('chat', 'line\nline\u2028 "é" 💥 \\n', picture);
    });

    // Its client cannot take binary payloads, and says so in revision 3.
    const url = `${proxy.url}/socket.io/?EIO=${revision}&transport=polling&j=0${revision === 3 ? '&b64=1' : ''}`;
    const sid = /"sid\\":\\"([^"\\]+)/.exec(await (await fetch(url)).text())![1]!;
    const engine = revision === 3 ? engineParser3Base64 : engineParser4;
    const post = async (messages: readonly Chunk[]) => {
      const payload = engine.payload(messages.map((data) => ({ type: 'message', data: typeof data === 'string' ? data : Buffer.from(data) }))) as string;
      // What engine.io-client 3's polling-jsonp puts into its form.
      const field = payload.replaceAll(String.raw`\n`, '\\\n').replaceAll('\n', String.raw`\n`);
      await fetch(`${url}&sid=${sid}`, { method: 'POST', body: new URLSearchParams({ d: field }) });
    };
    if (revision === 4) await post(['0']);
    await post(socketParser4.encode({ type: 2, nsp: '/', data: ['upload', 'line\nline + "é" 💥 \\n', picture] }));
    await until(() => minutes.heard.length > 0);
    while (oneWay(overheard(decodeSession(proxy.sessions[0]!, false), false), 'in').length === 0) await (await fetch(`${url}&sid=${sid}`)).text();

    const packets = decodeSession(proxy.sessions[0]!, false);
    expect(oneWay(overheard(packets, false), 'in')).toEqual(oneWay(minutes.said, 'in'));
    expect(oneWay(overheard(packets, false), 'out')).toEqual(oneWay(minutes.heard, 'out'));
  });
});

describe('connection state recovery', () => {
  it.each(['websocket', 'polling'])('over %s: asks with pid and offset, and gets what it missed', async (transport) => {
    const { server, proxy } = await start(generation4, { connectionStateRecovery: {} });
    const minutes: Minutes = { said: [], heard: [] };
    const everybody = new Speaker(server.io.of('/'), 'in', '/', minutes);
    const peers: Peer[] = [];
    server.io.of('/').on('connection', (peer) => peers.push(peer));
    const client = connect(generation4, proxy.url, { transports: [transport], auth: { token: 'secret' } });
    new Speaker(client, 'out', '/', minutes).listen('chat');
    await until(() => client.connected && peers.length === 1);
    everybody.tell('chat', 'before');
    everybody.tell('chat', picture);
    await until(() => minutes.heard.length === 2);
    const sid = client.id;

    client.io.engine.close();
    await until(() => !peers[0]!.connected);
    // The server keeps it for the client.
    everybody.tell('chat', 'missed');
    client.connect();
    await until(() => client.connected);
    await until(() => minutes.heard.length === 3);
    expect(client.recovered).toBe(true);

    const [first, second] = proxy.sessions.map((session) => decodeSession(session));
    const answer = find(first!, 'connect', 'in', '/')!;
    const events = socketsOf(first!).filter((packet) => packet.type === 'event');
    expect(answer.pid).toEqual(expect.any(String));
    expect(find(first!, 'connect', 'out', '/')).toMatchObject({ pid: null, offset: null, auth: { token: 'secret' } });
    expect(find(second!, 'connect', 'out', '/')).toMatchObject({ pid: answer.pid, offset: events.at(-1)!.offset, auth: { token: 'secret' } });
    expect(find(second!, 'connect', 'in', '/')).toMatchObject({ sid, pid: answer.pid });
    expectMinutes([...first!, ...second!], minutes);
    expect(official(events[0]!).data).toEqual(['chat', 'before', events[0]!.offset]);
  });
});
