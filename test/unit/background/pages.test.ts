/** What a page's bridge may report: its own document's sockets, and nothing about anybody else's. */
import { describe, expect, it } from 'vitest';
import type { Runtime } from 'webextension-polyfill';
import { Pages } from '../../../src/background/pages.ts';
import type { Fact } from '../../../src/core/entries/entry.ts';

const PAGE = 'https://shop.example/cart';
const prefixOf = (letter: string) => `${letter.repeat(21)}-`;

interface FakePort extends Runtime.Port {
  readonly posted: Record<string, unknown>[];
  isClosed: boolean;
}

function port(prefix: string, { url = PAGE, frameId = 0 } = {}): FakePort {
  const posted: Record<string, unknown>[] = [];
  const made = { name: `page:${prefix}`, sender: { url, frameId }, posted, isClosed: false, postMessage: (message: Record<string, unknown>) => void posted.push(message), disconnect: () => { made.isClosed = true; } };
  return made as unknown as FakePort;
}

function setUp() {
  const facts: Fact[] = [];
  const calls: number[] = [];
  const state = { onCall: async (_tab: number): Promise<boolean> => false, isHooked: (_sender: Runtime.Port['sender']): boolean => true };
  const pages = new Pages(
    'epoch-of-a-background',
    (_source, fact) => {
      facts.push(fact);
      return { ...fact, source: 'tab:1', seq: facts.length, at: 0 };
    },
    async () => [],
    (_source, socket) => facts.some((fact) => fact.kind === 'socket-opened' && fact.socket === socket) && !facts.some((fact) => fact.kind === 'socket-closed' && fact.socket === socket),
    async (tab) => {
      calls.push(tab);
      return state.onCall(tab);
    },
    (sender) => state.isHooked(sender),
  );
  const connected = async (prefix: string, sender = {}) => {
    const made = port(prefix, sender);
    await pages.onBridge(1, made);
    return made;
  };
  const of = <K extends Fact['kind']>(kind: K) => facts.filter((fact): fact is Extract<Fact, { kind: K }> => fact.kind === kind);
  return { pages, facts, of, connected, calls, state };
}

const opened = (channel: string, url = 'wss://shop.example/socket', more = {}) => ({ type: 'opened', channel, at: Date.now(), transport: 'websocket', url, madeBy: 'page', maker: 'https://bank.example/', ...more });
const said = (channel: string, data = 'hello') => ({ type: 'frame', channel, at: Date.now(), direction: 'in', data, binary: false, cut: 0, name: '' });

describe('a bridge', () => {
  it.each(['page', 'page:', 'page:short-', `page:${prefixOf('a')}1`, `page:${'A'.repeat(21)}-`, `view:${prefixOf('a')}`])('that calls itself %j is cut off, and what it says is nothing', async (name) => {
    const { pages, facts } = setUp();
    const made = Object.assign(port(''), { name });
    await pages.onBridge(1, made);
    await pages.onBridgeMessage(1, made, { type: 'events', events: [opened('1')] });
    expect(made.isClosed).toBe(true);
    expect(facts).toEqual([]);
  });

  it('tells of its own channels alone', async () => {
    const { pages, of, connected } = setUp();
    const [one, other] = [await connected(prefixOf('a')), await connected(prefixOf('b'), { frameId: 3 })];
    await pages.onBridgeMessage(1, one, { type: 'events', events: [opened(`${prefixOf('a')}1`)] });
    await pages.onBridgeMessage(1, other, { type: 'events', events: [
      said(`${prefixOf('a')}1`, 'forged'),
      { type: 'closed', channel: `${prefixOf('a')}1`, at: Date.now(), code: 1000, reason: '', clean: true },
      opened('1'),
      opened(''),
      opened(`${prefixOf('b')}1`, 'wss://other.example/'),
    ] });
    expect(of('socket-opened').map(({ url }) => url)).toEqual(['wss://shop.example/socket', 'wss://other.example/']);
    expect(of('socket-closed')).toEqual([]);
    expect(of('packet')).toEqual([]);
    await pages.onBridgeGone(1, other);
    expect(of('socket-closed')).toHaveLength(1);
  });

  it('tells nothing that is the network log’s to tell', async () => {
    const { pages, facts, connected } = setUp();
    const one = await connected(prefixOf('a'));
    const channel = `${prefixOf('a')}1`;
    await pages.onBridgeMessage(1, one, { type: 'events', events: [opened(channel)] });
    const before = facts.length;
    const at = Date.now();
    await pages.onBridgeMessage(1, one, { type: 'events', events: [
      { type: 'left', channel, at, since: at, staying: [] },
      { type: 'handshake', channel, at, status: 403, statusText: 'Forbidden', requestHeaders: [], responseHeaders: [['server', 'forged']] },
      { type: 'page-state', channel, at, document: PAGE, state: 'frozen' },
      { type: 'violation', channel, at, document: PAGE, directive: 'connect-src', blockedUrl: '' },
    ] });
    await pages.onBridgeMessage(1, one, { type: 'events', events: [{ type: 'gap', channel, at, frames: 0, why: 'All is seen here, believe me.' }, { type: 'gap', channel, at, frames: 0, why: 'webTransportUnseen', url: PAGE }] });
    await pages.onBridgeMessage(1, one, { type: 'notes', notes: [{ type: 'left', at, since: at, staying: [] }, opened(`${prefixOf('a')}2`), null, 7] });
    expect(facts).toHaveLength(before);
  });

  it.each([-1, -9e15, Number.NaN, -Infinity, '0'])('that tells of the time %s is not heard', async (at) => {
    const { pages, facts, connected } = setUp();
    await pages.onBridgeMessage(1, await connected(prefixOf('a')), { type: 'events', events: [{ ...opened(`${prefixOf('a')}1`), at }] });
    expect(facts).toEqual([]);
  });

  it('knows of a handshake that there was one, and nothing by which the network log would have confirmed it', async () => {
    const { pages, of, connected } = setUp();
    const one = await connected(prefixOf('a'));
    const channel = `${prefixOf('a')}1`;
    const forged = { method: 'GET', statusText: 'OK', requestHeaders: [['a', 'b']], responseHeaders: [['a', 'b']], location: PAGE, serviceWorker: 'made' };
    await pages.onBridgeMessage(1, one, { type: 'events', events: [opened(channel), { type: 'handshake', channel, at: Date.now(), status: 101, ...forged }] });
    expect(of('socket-handshake')).toEqual([{ kind: 'socket-handshake', socket: expect.any(String), method: '', status: 101, statusText: '', requestHeaders: [], responseHeaders: [] }]);
  });

  it('has its sockets made by what the browser says', async () => {
    const { pages, of, connected } = setUp();
    const frame = await connected(prefixOf('a'), { url: 'about:srcdoc', frameId: 7 });
    await pages.onBridgeMessage(1, frame, { type: 'events', events: [opened(`${prefixOf('a')}1`), { ...said(`${prefixOf('a')}1`), at: Date.now() + 1e9 }] });
    expect(of('socket-opened')).toMatchObject([{ madeBy: 'frame', maker: 'about:srcdoc' }]);
  });

  it('settles orders of its own alone, and those of one that goes away are settled', async () => {
    const { pages, connected } = setUp();
    const [one, other] = [await connected(prefixOf('a')), await connected(prefixOf('b'))];
    const ordered = pages.order(1, `${prefixOf('a')}1`, [{ type: 'send', data: 'x' }]);
    await expect.poll(() => one.posted).toHaveLength(1);
    const { request } = one.posted[0]!;
    await pages.onBridgeMessage(1, other, { type: 'done', request, error: 'forged' });
    await pages.onBridgeMessage(1, one, { type: 'done', request, error: '' });
    expect(await ordered).toBeNull();
    const late = pages.order(1, `${prefixOf('a')}1`, [{ type: 'send', data: 'x' }]);
    await expect.poll(() => one.posted).toHaveLength(2);
    await pages.onBridgeGone(1, one);
    expect(await late).toMatchObject({ field: 'socket' });
  });

  it('that was silent since an earlier background is called for an order, and one that does not come is out of reach', async () => {
    const { pages, connected, calls, state } = setUp();
    state.onCall = async () => {
      void connected(prefixOf('a')).then((made) => {
        made.postMessage = (message: { request: number }) => void pages.onBridgeMessage(1, made, { type: 'done', request: message.request, error: '' });
      });
      return true;
    };
    expect(await pages.order(1, `${prefixOf('a')}1`, [{ type: 'send', data: 'x' }])).toBeNull();
    expect(calls).toEqual([1]);
    state.onCall = async () => false;
    expect(await pages.order(1, `${prefixOf('c')}1`, [{ type: 'send', data: 'x' }])).toMatchObject({ field: 'socket' });
  });

  it('is silenced where the hook is switched off, and how its open sockets go on is a gap', async () => {
    const { pages, of, connected, state } = setUp();
    const [one, other] = [await connected(prefixOf('a')), await connected(prefixOf('b'), { url: 'https://other.example/', frameId: 3 })];
    await pages.onBridgeMessage(1, one, { type: 'events', events: [opened(`${prefixOf('a')}1`), opened(`${prefixOf('a')}2`)] });
    await pages.onBridgeMessage(1, other, { type: 'events', events: [opened(`${prefixOf('b')}1`)] });
    const ordered = pages.order(1, `${prefixOf('a')}1`, [{ type: 'send', data: 'x' }]);
    await expect.poll(() => one.posted).toHaveLength(1);
    state.isHooked = (sender) => sender?.url !== PAGE;
    await pages.silence();
    expect([one.posted.at(-1), other.posted]).toEqual([{ type: 'stop' }, []]);
    expect(of('capture-gap')).toEqual([{ kind: 'capture-gap', frames: 0, why: { code: 'captureStopped' } }]);
    expect(of('socket-closed').map(({ reason, clean }) => [reason, clean])).toEqual([['captureStopped', null], ['captureStopped', null]]);
    expect(await ordered).toMatchObject({ field: 'socket' });
    await pages.onBridgeMessage(1, one, { type: 'events', events: [said(`${prefixOf('a')}1`)] });
    await pages.onBridgeMessage(1, other, { type: 'events', events: [said(`${prefixOf('b')}1`)] });
    await pages.onBridgeGone(1, one);
    expect([of('packet').length, of('socket-closed').length, of('capture-gap').length]).toEqual([1, 2, 1]);
  });

  it('that opens its port where the hook is off is silenced at once, and nothing is said of a page without sockets', async () => {
    const { pages, facts, connected, state } = setUp();
    state.isHooked = () => false;
    const one = await connected(prefixOf('a'));
    await pages.onBridgeMessage(1, one, { type: 'events', events: [opened(`${prefixOf('a')}1`)] });
    expect(one.posted).toEqual([{ type: 'stop' }]);
    expect(facts).toEqual([]);
  });

  it('whose page is cached leaves its sockets open, and goes on when the page is back', async () => {
    const { pages, of, connected } = setUp();
    const one = await connected(prefixOf('a'));
    await pages.onBridgeMessage(1, one, { type: 'events', events: [opened(`${prefixOf('a')}1`)] });
    await pages.onBridgeMessage(1, one, { type: 'notes', notes: [{ type: 'page-state', at: Date.now(), state: 'cached' }] });
    await pages.onBridgeGone(1, one);
    await pages.onLoaded(1, Date.now());
    expect(of('socket-closed')).toEqual([]);
    const again = await connected(prefixOf('a'));
    await pages.onBridgeMessage(1, again, { type: 'notes', notes: [{ type: 'page-state', at: Date.now(), state: 'restored' }] });
    await pages.onBridgeMessage(1, again, { type: 'events', events: [said(`${prefixOf('a')}1`)] });
    expect(of('page-state')).toEqual([{ kind: 'page-state', document: PAGE, state: 'cached' }, { kind: 'page-state', document: PAGE, state: 'restored' }]);
    expect(of('packet')).toHaveLength(1);
    await pages.onBridgeGone(1, again);
    expect(of('socket-closed')).toHaveLength(1);
  });

  it('whose page the browser has dropped from its cache is let go of with a later document', async () => {
    const { pages, of, connected } = setUp();
    const one = await connected(prefixOf('a'));
    await pages.onBridgeMessage(1, one, { type: 'events', events: [opened(`${prefixOf('a')}1`)] });
    await pages.onBridgeMessage(1, one, { type: 'notes', notes: [{ type: 'page-state', at: Date.now(), state: 'cached' }] });
    await pages.onBridgeGone(1, one);
    await pages.onLoaded(1, Date.now() + 31 * 60_000);
    expect(of('socket-closed')).toMatchObject([{ reason: 'pageGone' }]);
  });

  it.each([
    ['wss://shop.example/socket?a=1', 'wss://shop.example/socket?a=1', 'csp'],
    ['wss://shop.example/socket?a=1', 'wss://shop.example', 'csp'],
    ['wss://shop.example/socket', 'wss', 'csp'],
    ['wss://shop.example/socket', 'wss://other.example/', 'unknown'],
    ['wss://shop.example/socket', 'wss://shop.example/sock', 'unknown'],
    ['wss://shop.example/socket', '', 'unknown'],
  ])('that tells of %s refused, and of a policy that forbids %j, has it blocked by %s', async (url, blockedUrl, blocked) => {
    const { pages, of, connected } = setUp();
    const one = await connected(prefixOf('a'));
    const at = Date.now();
    await pages.onBridgeMessage(1, one, { type: 'notes', notes: [{ type: 'violation', at, directive: 'connect-src', blockedUrl }] });
    await pages.onBridgeMessage(1, one, { type: 'events', events: [opened(`${prefixOf('a')}1`, url), { type: 'closed', channel: `${prefixOf('a')}1`, at: at + 60, code: null, reason: '', clean: false, blocked: 'unknown' }] });
    expect(of('violation')).toEqual([{ kind: 'violation', document: PAGE, directive: 'connect-src', blockedUrl }]);
    expect(of('socket-closed')).toMatchObject([{ blocked, clean: false }]);
  });
});
