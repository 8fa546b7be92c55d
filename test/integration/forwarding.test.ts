/** Forwarding from a real Socket.IO server to a real OTLP receiver, which goes down, refuses and comes back. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { EntryOf } from '../../src/core/entries/entry.ts';
import { freePort } from '../support/free-port.ts';
import { forwardedConnection, type ForwardedConnection } from '../support/forwarded-connection.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { until } from '../support/until.ts';
import { startServer, type TestServer } from '../servers/node-server.ts';
import { attribute, recordsOf, startReceiver, type Receiver, type ReceivedRecord, type ReceiverSetup } from '../servers/otlp-receiver.ts';

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function server(logsPerSecond = 0): Promise<TestServer> {
  const started = await startServer({ logsPerSecond });
  closers.push(async () => started.close());
  return started;
}

async function receiver(setup: ReceiverSetup = {}): Promise<Receiver> {
  const started = await startReceiver(setup);
  closers.push(async () => started.close());
  return started;
}

async function forwarded(serverUrl: string, collectorUrl: string): Promise<ForwardedConnection> {
  const connection = await forwardedConnection(serverUrl, collectorUrl);
  closers.push(async () => connection.close());
  await connection.own.reaches(({ phase }) => phase === 'connected', 10_000, new AbortController().signal);
  return connection;
}

/** The records that a receiver took, in the order of the entries that they were made of. */
function takenRecords({ taken }: Receiver): ReceivedRecord[] {
  return inOrder(taken.filter(({ signal }) => signal === 'logs').flatMap(({ request }) => recordsOf(request).map(({ record }) => record)));
}

/** A request groups its records by logger. */
function inOrder(records: readonly ReceivedRecord[]): ReceivedRecord[] {
  const seq = (record: ReceivedRecord) => Number(uidOf(record).split('/').at(-1));
  return records.toSorted((a, b) => seq(a) - seq(b));
}

const uidOf = (record: ReceivedRecord) => String(attribute(record, 'log.record.uid'));
/** The numbers that the server gave its lines. */
const numbers = (records: readonly ReceivedRecord[]) => records.map((record) => attribute(record, 'n')).filter((n) => n !== undefined);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe('a collector that takes everything', () => {
  it('gets each line once, the connection’s events and its measurements, with the service’s name and our headers', async () => {
    const shop = await server();
    const collector = await receiver();
    const connection = await forwarded(shop.url, collector.url);
    connection.forward({ serviceName: 'checkout', headers: { 'X-Api-Key': 'secret', 'content-type': 'text/plain' } });
    shop.burst(2_000);
    await until(() => connection.own.state.logs.received === 2_000, { describe: 'the lines' });
    shop.cut();
    await until(() => shop.history.filter(({ type }) => type === 'connect').length === 2, { describe: 'the second connect' });
    shop.burst(1);
    await connection.reaches('all of it sent', ({ sent, waiting }) => sent >= 2_004 && waiting === 0);
    await until(() => collector.taken.some(({ signal }) => signal === 'metrics'), { describe: 'metrics' });
    const records = takenRecords(collector);
    expect(numbers(records)).toEqual(upTo(2_001));
    expect(records.map(({ eventName }) => eventName).filter((name) => name !== undefined)).toEqual(expect.arrayContaining(['holdfast.connection.connected', 'holdfast.connection.closed']));
    const [first] = collector.taken;
    expect(first!.headers).toMatchObject({ 'x-api-key': 'secret', 'content-type': 'application/json' });
    expect(new Set(collector.taken.filter(({ signal }) => signal === 'logs').flatMap(({ request }) => recordsOf(request).map(({ service }) => service)))).toEqual(new Set(['checkout']));
    expect(collector.problems).toEqual([]);
    expect(connection.view()).toMatchObject({ dropped: 0, failing: false, problem: null });
  });

  it('gets nothing while forwarding is off, and then only what is new', async () => {
    const shop = await server();
    const collector = await receiver();
    const connection = await forwarded(shop.url, collector.url);
    await connection.reaches('the connect sent', ({ sent, waiting }) => sent > 0 && waiting === 0);
    connection.forward(null);
    expect(connection.view()).toBeNull();
    const before = collector.taken.length;
    shop.burst(600);
    await until(() => connection.own.state.logs.received === 600, { describe: 'the lines' });
    connection.forward({});
    shop.burst(1);
    await connection.reaches('the new one sent', ({ sent }) => sent === 1);
    const after = collector.taken.slice(before).filter(({ signal }) => signal === 'logs').flatMap(({ request }) => recordsOf(request).map(({ record }) => record));
    expect(numbers(after)).toEqual([601]);
  });
});

describe('a collector in trouble', () => {
  it.each([429, 502, 503, 504])('that answers %i gets the same batch again, and each line once', async (status) => {
    const shop = await server();
    const collector = await receiver();
    collector.answerNext({ status }, { status, body: '{"message":"too busy"}' });
    const connection = await forwarded(shop.url, collector.url);
    shop.burst(700);
    const failing = await connection.reaches('the failure', ({ problem }) => problem?.message.includes('too busy') === true);
    expect(failing).toMatchObject({ failing: true, sent: 0, dropped: 0, problem: { message: `The collector answered ${status}: too busy` } });
    await connection.reaches('all sent', ({ sent, waiting }) => sent >= 700 && waiting === 0);
    expect(numbers(takenRecords(collector))).toEqual(upTo(700));
    expect(connection.view()).toMatchObject({ failing: false, dropped: 0 });
    // Each delay is longer than the one before, by its doubling and whatever chance adds or takes.
    const [first, second, third] = collector.asked;
    expect(second! - first!).toBeGreaterThan(790);
    expect(third! - second!).toBeGreaterThan(1_590);
  });

  it('that says when to come back is asked then, and not before', async () => {
    const shop = await server();
    const collector = await receiver();
    collector.answerNext({ status: 503, headers: { 'Retry-After': '4' } });
    const connection = await forwarded(shop.url, collector.url);
    await connection.reaches('the failure', ({ failing }) => failing);
    shop.burst(1_500);
    await connection.reaches('all sent', ({ sent, waiting }) => sent >= 1_500 && waiting === 0);
    expect(collector.asked[1]! - collector.asked[0]!).toBeGreaterThan(3_990);
    expect(numbers(takenRecords(collector))).toEqual(upTo(1_500));
  });

  it('that refuses a batch for good is not asked again with it, and the next one goes on', async () => {
    const shop = await server();
    const collector = await receiver();
    const connection = await forwarded(shop.url, collector.url);
    await connection.reaches('the connect sent', ({ sent, waiting }) => sent > 0 && waiting === 0);
    const { sent } = connection.view()!;
    collector.answerNext({ status: 400, body: 'bad field' });
    shop.burst(512);
    await connection.reaches('the refusal', ({ dropped }) => dropped > 0);
    shop.burst(10);
    const view = await connection.reaches('the rest', (now) => now.sent + now.dropped === sent + 522 && now.waiting === 0);
    expect(view).toMatchObject({ failing: false, problem: { message: 'The collector answered 400: bad field' } });
    expect(numbers(takenRecords(collector))).toEqual(upTo(522).slice(view.dropped));
  });

  it('that keeps a part is heard', async () => {
    const shop = await server();
    const collector = await receiver();
    collector.answerNext({ status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"too old"}}' });
    const connection = await forwarded(shop.url, collector.url);
    expect(await connection.reaches('the part', ({ dropped }) => dropped === 1)).toMatchObject({ problem: { message: 'The collector kept only a part: too old' } });
  });

  it('that breaks off without an answer is asked again', async () => {
    const shop = await server();
    const collector = await receiver();
    collector.answerNext(null);
    const connection = await forwarded(shop.url, collector.url);
    shop.burst(20);
    await connection.reaches('all sent', ({ sent, waiting }) => sent >= 20 && waiting === 0);
    expect(numbers(takenRecords(collector))).toEqual(upTo(20));
    expect(connection.view()?.problem?.message).toContain('cannot be reached');
  });

  it('that was not where its address said gets what waits as soon as that is mended', async () => {
    const shop = await server();
    const connection = await forwarded(shop.url, `http://127.0.0.1:${await freePort()}`);
    shop.burst(1_200);
    await connection.reaches('some failures', ({ waiting, failing }) => failing && waiting >= 1_200);
    const collector = await receiver();
    connection.forward({ url: collector.url });
    await connection.reaches('all sent', ({ sent, waiting }) => sent >= 1_200 && waiting === 0);
    expect(numbers(takenRecords(collector))).toEqual(upTo(1_200));
    expect(connection.view()).toMatchObject({ url: collector.url, dropped: 0, failing: false });
  });

  it('that stays away costs a bounded queue whose oldest make room, and no line of the recording', async () => {
    const shop = await server();
    const port = await freePort();
    const connection = await forwarded(shop.url, `http://127.0.0.1:${port}`);
    await connection.reaches('the failure', ({ failing }) => failing);
    for (let round = 1; round <= 25; round += 1) {
      shop.burst(1_000);
      await until(() => connection.own.state.logs.received === round * 1_000, { describe: `line ${round * 1_000}` });
    }
    const { waiting, dropped } = connection.view()!;
    expect(waiting).toBeLessThanOrEqual(20_512);
    expect(dropped).toBeGreaterThan(4_000);
    const collector = await receiver({ port });
    await connection.reaches('what was left', (view) => view.waiting === 0 && view.sent > 0, 40_000);
    const records = takenRecords(collector);
    expect(records).toHaveLength(waiting);
    // The newest are all there, and no line is there twice.
    expect(numbers(records).slice(-15_000)).toEqual(upTo(25_000).slice(-15_000));
    expect(new Set(records.map(uidOf)).size).toBe(records.length);
  });
});

describe('a collector’s process that is restarted while lines flow', () => {
  const SCRIPT = fileURLToPath(new URL('../servers/otlp-receiver-process.ts', import.meta.url));

  async function receiverProcess(port: number, file: string, signal: NodeJS.Signals): Promise<ServerProcess> {
    const started = await startServerProcess({ command: process.execPath, args: () => ['--import', 'tsx', SCRIPT, String(port), file], port, signal });
    closers.push(async () => started.close());
    return started;
  }

  /** Lines at 500 a second over three restarts. Returns the records of each request for logs that was taken, and the numbers of the lines that came. */
  async function restarts(signal: NodeJS.Signals): Promise<{ batches: ReceivedRecord[][]; recorded: unknown[]; connection: ForwardedConnection; said: string }> {
    const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-otlp-'));
    closers.push(async () => rm(folder, { recursive: true }));
    const file = path.join(folder, 'taken.ndjson');
    await writeFile(file, '');
    const port = await freePort();
    let collector = await receiverProcess(port, file, signal);
    const shop = await server(500);
    const connection = await forwarded(shop.url, collector.url);
    let said = '';
    for (let round = 1; round <= 3; round += 1) {
      const { sent } = connection.view()!;
      await connection.reaches(`more sent, round ${round}`, (view) => view.sent > sent + 400);
      await collector.close();
      said += collector.log();
      await connection.reaches('the failure', ({ failing }) => failing);
      collector = await receiverProcess(port, file, signal);
      await connection.reaches('it to go on', ({ failing }) => !failing, 40_000);
    }
    await shop.kill();
    await until(() => connection.own.state.phase !== 'connected', { describe: 'the end of the lines' });
    const recorded = connection.own.recording.kept('log').map((entry) => (JSON.parse((entry as EntryOf<'log'>).fields) as { n: number }).n);
    await connection.reaches('the rest', ({ waiting }) => waiting === 0, 40_000);
    const taken = (await readFile(file, 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as { signal: string; request: unknown });
    const batches = taken.filter((request) => request.signal === 'logs').map(({ request }) => inOrder(recordsOf(request).map(({ record }) => record)));
    return { batches, recorded, connection, said };
  }

  it('has every line exactly once, and in order, when it answers what it was asked before it goes', async () => {
    const { batches, recorded, connection, said } = await restarts('SIGTERM');
    expect(recorded.length).toBeGreaterThan(1_500);
    expect(numbers(batches.flat())).toEqual(recorded);
    expect(connection.view()).toMatchObject({ dropped: 0, waiting: 0 });
    expect(said).toBe('');
  });

  it('has every line when it is killed, and twice at the most a whole batch that it never answered', async () => {
    const { batches, recorded, connection } = await restarts('SIGKILL');
    const uids = batches.map((batch) => batch.map(uidOf).join());
    const once = batches.filter((_, index) => uids.indexOf(uids[index]!) === index);
    expect(numbers(once.flat())).toEqual(recorded);
    // One for each kill: a batch that was taken while its answer was not yet on its way.
    expect(batches.length - once.length).toBeLessThanOrEqual(3);
    expect(connection.view()).toMatchObject({ dropped: 0, waiting: 0 });
  });
});
