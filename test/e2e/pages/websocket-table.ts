/** Runs in a page, with nothing from outside: what a WebSocket does there, as one table. */

export async function webSocketTable(address: string): Promise<Record<string, unknown>> {
  type Shown = unknown;
  const table: Record<string, Shown> = {};

  const shown = (error: unknown): Shown => {
    const { name, message } = error as Error;
    return { thrown: Object.prototype.toString.call(error), name, message, isError: error instanceof Error, isDom: error instanceof DOMException };
  };
  const attempt = (work: () => unknown): Shown => {
    try {
      return work();
    } catch (error) {
      return shown(error);
    }
  };
  const once = <Type extends Event>(target: EventTarget, type: string) =>
    new Promise<Type>((resolve) => { target.addEventListener(type, (event) => resolve(event as Type), { once: true }); });
  const opened = async (...args: ConstructorParameters<typeof WebSocket>) => {
    const socket = new WebSocket(...args);
    await once(socket, 'open');
    return socket;
  };
  const closing = async (socket: WebSocket) => {
    const { code, reason, wasClean } = await once<CloseEvent>(socket, 'close');
    return { code, reason, wasClean, state: socket.readyState };
  };
  const descriptors = (object: object) =>
    Object.entries(Object.getOwnPropertyDescriptors(object)).map(([name, descriptor]) => [
      name,
      descriptor.writable,
      descriptor.enumerable,
      descriptor.configurable,
      typeof descriptor.value,
      typeof descriptor.get,
      typeof descriptor.set,
    ]);
  const loose = WebSocket as unknown as (...args: unknown[]) => unknown;
  const make = (...args: unknown[]) => attempt(() => Reflect.construct(WebSocket, args));

  // What it is.
  table['source'] = [
    String(WebSocket), WebSocket.prototype.send.toString(), Function.prototype.toString.call(WebSocket), String(EventSource),
    String(fetch), String(XMLHttpRequest.prototype.open), String(XMLHttpRequest.prototype.send), String(Function.prototype.toString),
    Function.prototype.toString.toString(), String(EventTarget.prototype.addEventListener), String(EventSource.prototype.close),
    String(class A { b = 1; }), attempt(() => Function.prototype.toString.call({} as () => void)), attempt(() => Function.prototype.toString.call(1 as never)),
  ];
  const functions: (Function & { [key: string]: unknown })[] = [
    WebSocket, WebSocket.prototype.send, EventSource, fetch, XMLHttpRequest.prototype.open, XMLHttpRequest.prototype.send,
    Function.prototype.toString, EventTarget.prototype.addEventListener, EventSource.prototype.close,
  ] as never;
  table['functions'] = functions.map((one) => [one.name, one.length, descriptors(one), Object.getPrototypeOf(one) === Function.prototype, 'prototype' in one, Object.isExtensible(one)]);
  table['new on functions'] = functions.map((one) => attempt(() => typeof Reflect.construct(Object, [], one)));
  table['parent'] = Object.getPrototypeOf(WebSocket) === EventTarget && Object.getPrototypeOf(EventSource) === EventTarget;
  table['constructor'] = [WebSocket.prototype.constructor === WebSocket, EventSource.prototype.constructor === EventSource];
  table['prototypes'] = [WebSocket, EventSource, XMLHttpRequest, EventTarget].map((one) => descriptors(one.prototype as object));
  table['constants'] = [WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED, WebSocket.prototype.OPEN];
  table['global'] = ['WebSocket', 'EventSource', 'fetch', 'XMLHttpRequest'].map((name) => {
    const { value: _value, ...rest } = Object.getOwnPropertyDescriptor(window, name)!;
    return rest;
  });
  table['window names'] = Object.getOwnPropertyNames(window).filter((name) => !/^(puppeteer|cdc_|__)/.test(name)).toSorted();
  table['document names'] = [Object.getOwnPropertyNames(document), Object.keys(document.documentElement.attributes)];
  table['statics'] = attempt(() => { (WebSocket as unknown as Record<string, unknown>)['OPEN'] = 5; return WebSocket.OPEN; });

  // What it refuses.
  table['without new'] = [attempt(() => loose()), attempt(() => loose(address)), attempt(() => loose.call(window, address))];
  table['bad addresses'] = ['', ':', 'ftp://x', 'http://[', 'ws://a b', `${address}#`, `${address}#frag`, 'mailto:x', 'ws://host:99999'].map((bad) => make(bad));
  table['no arguments'] = make();
  table['bad protocols'] = ['a b', '', ['a', 'a'], ['a,b'], [''], Symbol('x'), 'é'].map((bad) => make(address, bad));
  table['address throws'] = make({ toString() { throw new RangeError('mine'); } });
  table['send too soon'] = attempt(() => {
    const socket = new WebSocket(address);
    const results = [attempt(() => socket.send('x')), attempt(() => (socket.send as () => void)()), socket.readyState, attempt(() => socket.close(1001)), attempt(() => socket.close(3000, 'x'.repeat(124)))];
    socket.close();
    return results;
  });
  table['illegal this'] = [{}, null, undefined, 1, Object.create(WebSocket.prototype)].map((self) => [
    attempt(() => WebSocket.prototype.send.call(self as never, 'x')), attempt(() => WebSocket.prototype.send.call(self as never, { toString() { throw new RangeError('too early'); } } as never)),
  ]);
  table['address forms'] = [new URL(address), { toString: () => address }, address.toUpperCase().replace('WS:', 'wS:'), address.replace('ws:', 'http:'), '/relative'].map((form) => {
    const socket = make(form) as WebSocket;
    const result = [Object.prototype.toString.call(socket), socket.url, socket.readyState, socket.protocol, socket.extensions, socket.binaryType, socket.bufferedAmount];
    socket.close();
    return result;
  });

  // How it behaves.
  const socket = await opened(address, ['chat', 'other']);
  table['open'] = [socket.protocol, socket.extensions, socket.readyState, socket.url, Object.getOwnPropertyNames(socket), socket instanceof WebSocket, socket instanceof EventTarget, socket.constructor === WebSocket, Object.prototype.toString.call(socket)];
  const order: unknown[] = [];
  socket.onmessage = (event) => order.push(['onmessage', event.data, event.origin, event.isTrusted, event.lastEventId, event.ports.length, event.source, Object.getOwnPropertyNames(event), event.eventPhase]);
  let arrived = () => {};
  const first = (event: Event) => { arrived(); order.push('first'); void Promise.resolve().then(() => order.push('microtask')); if ((event as MessageEvent).data === 'stop') event.stopImmediatePropagation(); };
  socket.addEventListener('message', first);
  socket.addEventListener('message', first);
  socket.addEventListener('message', () => order.push('capture'), true);
  socket.addEventListener('message', { handleEvent(event) { order.push(['object', event.type, event.currentTarget === socket, this !== undefined]); } });
  for (const text of ['hello', 'stop', '\ud800 lone', '']) {
    const arrival = new Promise<void>((resolve) => { arrived = resolve; });
    socket.send(text);
    await arrival;
    await new Promise((resolve) => { setTimeout(resolve); });
  }
  socket.removeEventListener('message', first);
  socket.onmessage = null;
  table['order'] = order;

  const answers = async (sent: unknown, binaryType: BinaryType = 'blob') => {
    socket.binaryType = binaryType;
    const arrival = once<MessageEvent>(socket, 'message');
    const returned = attempt(() => socket.send(sent as string));
    if (returned !== undefined) return returned;
    const { data } = await arrival;
    if (typeof data === 'string') return data;
    const bytes = data instanceof Blob ? await data.arrayBuffer() : (data as ArrayBuffer);
    return [Object.prototype.toString.call(data), [...new Uint8Array(bytes)]];
  };
  const bytes = Uint8Array.of(0, 1, 2, 250, 255);
  const toldTwice: string[] = [];
  const sendable: unknown[] = [
    bytes, bytes.buffer, new DataView(bytes.buffer, 1, 3), bytes.subarray(2), new Float64Array([1.5]), new Blob(['blob']), new File(['file'], 'f'), new Blob([]),
    1, null, undefined, true, 10n, Symbol('s'), {}, [1, 2], () => 1, new Date(0), new String('boxed'), { toString: () => { toldTwice.push('asked'); return 'said'; } },
    { toString() { throw new RangeError('no'); } }, { toString: () => ({}), valueOf: () => ({}) }, { [Symbol.toPrimitive]: (hint: string) => hint },
  ];
  table['sends'] = [];
  for (const sent of sendable) (table['sends'] as unknown[]).push(await answers(sent), await answers(sent, 'arraybuffer'));
  table['asked'] = toldTwice.length;
  table['binaryType'] = [attempt(() => { socket.binaryType = 'nonsense' as BinaryType; return socket.binaryType; }), attempt(() => { socket.binaryType = 'blob'; return socket.binaryType; })];
  table['no data'] = attempt(() => (socket.send as () => void)());
  socket.send('silent '.padEnd(50_000, 'x'));
  table['bufferedAmount'] = socket.bufferedAmount;
  table['returns'] = [attempt(() => socket.send('silent')), attempt(() => socket.close(5)), attempt(() => socket.close(1000, 'fine'))];
  table['closing'] = [socket.readyState, attempt(() => socket.send('late')), socket.bufferedAmount > 0, await closing(socket), attempt(() => socket.send('later')), attempt(() => socket.close())];

  // How it ends.
  table['endings'] = await Promise.all(
    ['close 1000', 'close 4001 bye', 'close 1011 é', 'terminate'].map(async (command) => {
      const ending = await opened(address);
      ending.send(command);
      return closing(ending);
    }),
  );
  const failing = async (bad: string) => {
    const failed = new WebSocket(bad);
    const seen: unknown[] = [];
    failed.addEventListener('error', (event) => seen.push([event.type, event.isTrusted, event.constructor.name, failed.readyState]));
    failed.onerror = (event) => seen.push(['onerror', event.type]);
    return [await closing(failed), seen];
  };
  table['failures'] = [await failing(address.replace('/echo', '/refuse')), await failing('ws://127.0.0.1:9/')];

  // Subclasses, and scripts that make events up.
  class Mine extends WebSocket {
    readonly mine: string;
    constructor(where: string) { super(where); this.mine = new.target.name; }
    override send(data: string) { super.send(`mine ${data}`); }
    get extra() { return `${this.url} extra`; }
  }
  const mine = new Mine(address);
  const target = attempt(() => Object.getPrototypeOf(Reflect.construct(WebSocket, [address], Array)) === Array.prototype);
  await once(mine, 'open');
  mine.send('x');
  table['subclass'] = [(await once<MessageEvent>(mine, 'message')).data, mine.mine, mine.extra, mine instanceof Mine, mine instanceof WebSocket, Object.getPrototypeOf(Mine) === WebSocket, mine.constructor.name, target, Object.keys(mine)];
  const old = function Old(this: WebSocket, where: string) { return Reflect.construct(WebSocket, [where], new.target ?? Old); } as unknown as typeof WebSocket;
  old.prototype = Object.create(WebSocket.prototype);
  table['old subclass'] = attempt(() => { const one = new old(address); one.close(); return [one instanceof WebSocket, one instanceof old]; });
  const heard: unknown[] = [];
  mine.addEventListener('message', (event) => heard.push([event.data, event.isTrusted]));
  mine.dispatchEvent(new MessageEvent('message', { data: 'made up' }));
  mine.dispatchEvent(new CloseEvent('close', { code: 4000 }));
  mine.dispatchEvent(new Event('message'));
  table['made up'] = [heard, mine.readyState];
  mine.close();
  return table;
}
