/** Run in a page, with nothing from outside: what EventSource, fetch and XMLHttpRequest do there, each as one table. */

export async function eventSourceTable(): Promise<Record<string, unknown>> {
  const table: Record<string, unknown> = {};
  const attempt = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return [(error as Error).name, (error as Error).message];
    }
  };
  const loose = EventSource as unknown as () => unknown;
  table['refuses'] = [attempt(() => loose()), attempt(() => Reflect.construct(EventSource, [])), attempt(() => new EventSource('http://['))];
  table['constants'] = [EventSource.CONNECTING, EventSource.OPEN, EventSource.CLOSED];
  const source = new EventSource('/stream', { withCredentials: true });
  const seen: unknown[] = [];
  const note = (where: string) => (event: Event) => {
    const { data, lastEventId, origin } = event as MessageEvent;
    seen.push([where, event.type, data, lastEventId, origin, event.isTrusted, event.constructor.name]);
  };
  source.onopen = note('onopen');
  source.addEventListener('price', note('first price'));
  source.onmessage = note('onmessage');
  source.addEventListener('message', note('message'), { once: true });
  source.addEventListener('error', note('error'));
  const last = new Promise((resolve) => { source.addEventListener('message', ({ data }) => { if (data === 'two\nlines') resolve(undefined); }); });
  const symbol = attempt(() => source.addEventListener(Symbol('x') as never, () => {}));
  const object: unknown[] = [];
  source.addEventListener({ toString: () => { object.push('asked'); return 'price'; } } as never, note('named by an object'));
  await last;
  table['seen'] = seen;
  table['odd names'] = [symbol, object, attempt(() => source.addEventListener('x', null as never)), attempt(() => (source.addEventListener as (name: string) => void)('x'))];
  table['state'] = [source.url, source.readyState, source.withCredentials, Object.getOwnPropertyNames(source), attempt(() => source.close()), source.readyState];
  class Mine extends EventSource {}
  const mine = new Mine('/stream');
  table['subclass'] = [mine instanceof Mine, mine.constructor === Mine, Object.prototype.toString.call(mine)];
  mine.close();
  const failed = new EventSource('/echo?status=500');
  await new Promise((resolve) => { failed.onerror = resolve; });
  table['failed'] = failed.readyState;
  return table;
}

export async function requestTable(): Promise<Record<string, unknown>> {
  const table: Record<string, unknown> = {};
  const attempt = (work: () => unknown) => {
    try {
      return work();
    } catch (error) {
      return [(error as Error).name, (error as Error).message];
    }
  };
  const later = (work: () => Promise<unknown>) => work().catch((error: Error) => [error.name, error.message]);
  const POLL = '/echo?EIO=4&transport=polling&sid=1';

  const answer = async (response: Response) => [response.status, response.type, response.bodyUsed, new URL(response.url).pathname, await response.text(), response.bodyUsed];
  for (const address of ['/echo', POLL]) {
    table[`fetch ${address}`] = [
      await later(async () => answer(await fetch(address))),
      await later(async () => answer(await fetch(new URL(address, location.href), { method: 'POST', body: 'a body' }))),
      await later(async () => answer(await fetch(new Request(address, { method: 'POST', body: 'of a request' })))),
      await later(async () => answer(await fetch(`${address}${address === POLL ? '&' : '?'}type=application/octet-stream`, { method: 'POST', body: new Blob(['bytes']) }))),
      await later(async () => answer(await fetch(`${address}${address === POLL ? '&' : '?'}status=500`))),
      await later(async () => fetch(address, JSON.parse('{"method":"GET","body":"none allowed"}'))),
      await later(async () => fetch(`http://[/${address}`)),
      await later(async () => fetch(address, { signal: AbortSignal.abort() })),
      await later(async () => fetch(`http://127.0.0.1:9${address}`)),
      await later(async () => (fetch as () => Promise<unknown>)()),
      await later(async () => { const made = fetch(address); return [Object.prototype.toString.call(made), Object.getOwnPropertyNames(made), (await made).constructor === Response]; }),
      await later(async () => { let asked = 0; const response = await fetch(address, { method: 'POST', get body() { asked += 1; return 'computed'; } }); return [asked, await response.text()]; }),
    ];
    const unhandled: unknown[] = [];
    const note = (event: PromiseRejectionEvent) => { event.preventDefault(); unhandled.push(String(event.reason)); };
    window.addEventListener('unhandledrejection', note);
    void fetch(`http://127.0.0.1:9${address}`);
    const handled = await later(() => fetch(`http://127.0.0.1:9${address}&handled`));
    const start = performance.now();
    while (unhandled.length === 0 && performance.now() - start < 5_000) await new Promise((resolve) => { setTimeout(resolve, 10); });
    window.removeEventListener('unhandledrejection', note);
    table[`unhandled ${address}`] = [unhandled, handled];

    const request = (set: (one: XMLHttpRequest) => void, sync = false) =>
      new Promise((resolve) => {
        const one = new XMLHttpRequest();
        const events: unknown[] = [];
        for (const type of ['readystatechange', 'loadstart', 'load', 'error', 'abort', 'loadend']) one.addEventListener(type, () => events.push([type, one.readyState]));
        one.onreadystatechange = () => events.push(['onreadystatechange', one.readyState]);
        const ended = new Promise((over) => { one.addEventListener('loadend', over); });
        const thrown = attempt(() => {
          one.open('POST', address, !sync);
          set(one);
        });
        const finish = () => {
          const { response } = one;
          resolve([thrown, events, one.status, one.statusText, typeof response === 'string' ? response : Object.prototype.toString.call(response), Object.getOwnPropertyNames(one)]);
        };
        void ended.then(finish);
      });
    table[`xhr ${address}`] = [
      await request((one) => one.send('text')),
      await request((one) => one.send()),
      await request((one) => one.send(Uint8Array.of(104, 105))),
      await request((one) => { one.responseType = 'arraybuffer'; one.send(new Blob(['x'])); }),
      await request((one) => { one.responseType = 'blob'; one.send('x'); }),
      await request((one) => { one.responseType = 'json'; one.send('{"a":1}'); }),
      await request((one) => { one.send('x'); one.abort(); }),
      await request((one) => { one.send('x'); one.send('twice'); }),
      await request((one) => one.send('sync'), true),
      await request((one) => { one.open('POST', address); one.setRequestHeader('x-a', 'b'); one.send('opened twice'); }),
    ];
  }
  table['xhr refuses'] = [
    attempt(() => (XMLHttpRequest.prototype.open as unknown as () => void)()),
    attempt(() => new XMLHttpRequest().open('GET', 'http://[')),
    attempt(() => new XMLHttpRequest().open('a b', '/')),
    attempt(() => new XMLHttpRequest().send()),
    attempt(() => XMLHttpRequest.prototype.send.call({} as never)),
  ];
  return table;
}
