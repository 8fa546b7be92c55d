/**
 * Runs in a page, with nothing from outside: replaces whatever of the platform somebody might use, uses its sockets all
 * the same, and gives what its traps caught. What it needs itself, it keeps first.
 */
export async function poisonedConversation(address: string): Promise<{ traps: number; caught: string[]; failures: string[]; heard: string[] }> {
  const { defineProperty, getOwnPropertyNames, getPrototypeOf, getOwnPropertyDescriptor } = Object;
  const Socket = WebSocket;
  const Stream = EventSource;
  const Request = XMLHttpRequest;
  const Later = Promise;
  const fetchNow = fetch;
  const bytes = new Uint8Array([1, 2, 3]);
  const blob = new Blob(['a Blob']);
  const post = { __proto__: null, method: 'POST', body: '41' } as RequestInit;
  const caught: string[] = [];
  const failures: string[] = [];
  const heard: string[] = [];
  let armed = false;

  const describe = (value: unknown) => ({ __proto__: null, value, writable: true, enumerable: true, configurable: true }) as PropertyDescriptor;
  const access = (get: () => unknown, set: () => void) => ({ __proto__: null, get, set, configurable: true, enumerable: false }) as PropertyDescriptor;
  // Not by `push`, nor by an assignment, which a setter of Array.prototype would get.
  const note = (list: string[], text: string) => { defineProperty(list, list.length, describe(text)); };
  const catchIt = (name: string) => { if (armed) note(caught, name); };
  window.onerror = (message) => note(failures, message as string);
  window.onunhandledrejection = ({ reason }) => note(failures, (reason as Error).message);

  const trap = (name: string) => function trapped() {
    catchIt(`${name} was called`);
    throw new TypeError(`${name} is a trap.`);
  };
  const work: (() => void)[] = [];
  const replace = (object: object, key: string | symbol, name: string) => { work.push(() => { defineProperty(object, key, describe(trap(name))); }); };

  // Every method and getter that a page may replace, but for the few that this one uses.
  const used = new Set(['constructor', 'toString', 'valueOf', 'send', 'open', 'close', 'addEventListener', 'then', 'onmessage', 'onopen', 'onclose', 'onloadend']);
  const places: Record<string, object> = {
    JSON, Reflect, Date, Math, ArrayBuffer, Object,
    'typed array': getPrototypeOf(Uint8Array.prototype) as object,
    scheduler: getPrototypeOf(scheduler) as object,
  };
  for (const one of [
    Array, String, Number, Map, WeakMap, Set, Promise, Uint8Array, ArrayBuffer, DataView, Blob, Event, EventTarget, CustomEvent, MessageEvent, CloseEvent, FocusEvent,
    MessagePort, TextEncoder, URL, Performance, Response, Headers, XMLHttpRequest, WebSocket, EventSource, Node,
  ]) places[`${one.name}.prototype`] = one.prototype as object;
  for (const [place, object] of Object.entries(places)) {
    for (const name of getOwnPropertyNames(object)) {
      const descriptor = getOwnPropertyDescriptor(object, name)!;
      if (used.has(name) || descriptor.configurable !== true) continue;
      if (typeof descriptor.value === 'function') replace(object, name, `${place}.${name}`);
      else if (descriptor.get !== undefined) work.push(() => { defineProperty(object, name, access(trap(`${place}.${name}`), trap(`${place}.${name}`))); });
    }
  }
  for (const name of [
    'CustomEvent', 'MessageEvent', 'Event', 'URL', 'Blob', 'Uint8Array', 'ArrayBuffer', 'TextEncoder', 'Proxy', 'WeakMap', 'Map', 'postMessage', 'btoa', 'atob', 'setTimeout',
    'queueMicrotask', 'performance', 'scheduler', 'crypto', 'String', 'Promise',
  ]) replace(window, name, name);
  replace(Function.prototype, 'apply', 'Function.prototype.apply');
  replace(Function.prototype, 'call', 'Function.prototype.call');
  replace(Array.prototype, Symbol.iterator, 'Array.prototype[Symbol.iterator]');
  work.push(() => { defineProperty(Later, Symbol.species, access(trap('Promise[Symbol.species]'), trap('species set'))); });

  // What everything inherits: a dictionary, a descriptor or a list that lacks a member finds these.
  const members = [
    'get', 'set', 'value', 'detail', 'cancelable', 'bubbles', 'composed', 'delay', 'priority', 'signal', 'apply', 'construct', 'has', 'origin', 'data', 'body', 'json', 'text',
    'next', 'opening', 'lost', 'once', 'capture', 'passive', 'toJSON', 'relatedTarget', 'alphabet', 'omitPadding', 'source', 'ports', 'endings', 'type', 'writable', 'configurable',
  ];
  const indices = Array.from({ length: 20 }, (_, index) => index);
  const inherit = (object: object, place: string) => (key: string | number) => {
    const name = `${place}.${key}`;
    work.push(() => { defineProperty(object, key, access(() => catchIt(`${name} was read`), () => catchIt(`${name} was set`))); });
  };
  members.forEach(inherit(Object.prototype, 'Object.prototype'));
  indices.forEach(inherit(Array.prototype, 'Array.prototype'));

  const traps = work.length;
  for (let index = 0; index < traps; index += 1) work[index]!();
  armed = true;

  const socket = new Socket(address);
  await new Later<void>((resolve) => { socket.onopen = () => resolve(); });
  socket.send('text');
  socket.send(bytes);
  socket.send(blob);
  socket.send('{"__proto__": 1}');
  await new Later<void>((resolve) => {
    let answers = 0;
    socket.onmessage = () => {
      answers += 1;
      note(heard, 'message');
      if (answers === 4) resolve();
    };
  });
  await new Later<void>((resolve) => {
    socket.onclose = () => resolve();
    socket.close();
  });
  const stream = new Stream('/stream');
  await new Later<void>((resolve) => { stream.addEventListener('price', () => resolve()); });
  stream.close();
  const request = new Request();
  await new Later<void>((resolve) => {
    request.open('POST', '/echo?EIO=4&transport=polling');
    request.onloadend = () => resolve();
    request.send('40');
  });
  await fetchNow('/echo?EIO=4&transport=polling&by=fetch', post);
  return { traps, caught, failures, heard };
}
