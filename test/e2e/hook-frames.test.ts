/** Frames and popups of the page's own origin, whose windows scripts have had their hands on before the hook could start. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'puppeteer-core';
import { until } from '../support/until.ts';
import { HOOKED, launchHooked, PLAIN, type HookedBrowser } from './pages/hook-extension.ts';
import { startPageServer, type PageServer } from './pages/server.ts';

let server: PageServer;
let hooked: HookedBrowser;
let page: Page;

/** What the scripts below find in the page. */
interface Stage {
  /** Appends a frame of a kind, and has `touch` have its window before anything is loaded into it. */
  frame(kind: string, touch: (scope: typeof globalThis) => void): HTMLIFrameElement;
  /** Opens a socket by the class of a window, has it say something, and waits for the echo. */
  converse(scope: typeof globalThis, text: string): Promise<void>;
  /** Of the wire's events, and of traps. */
  heard: string[];
  /** Whether a document has been parsed and has run what it had to run. */
  loaded(frame: HTMLIFrameElement): Promise<void>;
}
declare const stage: Stage;

const setStage = (echo: string) => {
  const kinds: Record<string, (frame: HTMLIFrameElement) => void> = {
    'the same origin': (frame) => { frame.src = '/frame'; },
    'a sandbox with scripts': (frame) => { frame.setAttribute('sandbox', 'allow-scripts allow-same-origin'); frame.src = '/frame'; },
    srcdoc: (frame) => { frame.srcdoc = '<!doctype html><title>frame</title>'; },
    blob: (frame) => { frame.src = URL.createObjectURL(new Blob(['<!doctype html><title>frame</title>'], { type: 'text/html' })); },
    blank: () => {},
    'a sandbox without scripts': (frame) => { frame.setAttribute('sandbox', 'allow-same-origin'); frame.src = '/frame'; },
  };
  const made: Stage = {
    heard: [],
    frame: (kind, touch) => {
      const frame = document.createElement('iframe');
      kinds[kind]!(frame);
      document.body.append(frame);
      touch(frame.contentWindow as unknown as typeof globalThis);
      return frame;
    },
    loaded: async (frame) => {
      const done = () => frame.contentDocument?.readyState === 'complete' && (frame.getAttribute('src') === null || frame.contentWindow?.location.href !== 'about:blank');
      while (!done()) await new Promise((resolve) => { setTimeout(resolve, 10); });
      // The bridge has given up waiting for a hook by then.
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    },
    converse: async (scope, text) => {
      const socket = new scope.WebSocket(echo);
      await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = reject; });
      const answer = new Promise((resolve) => { socket.onmessage = resolve; });
      socket.send(text);
      await answer;
      socket.close();
    },
  };
  Object.assign(globalThis, { stage: made });
};

const KINDS = ['the same origin', 'a sandbox with scripts', 'srcdoc', 'blob', 'blank'];
const EVENTS = ['holdfast:offer', 'holdfast:hello', 'batch', 'done', 'prefix', 'command', 'stop'];

beforeAll(async () => {
  server = await startPageServer();
  hooked = await launchHooked();
});

afterAll(async () => {
  await hooked?.close();
  await server?.close();
});

beforeEach(async () => {
  await page?.close();
  page = await pageOn(HOOKED);
  await hooked.forget();
});

async function pageOn(host: string): Promise<Page> {
  const made = await hooked.browser.newPage();
  await made.goto(`http://${host}:${server.port}/`);
  await made.evaluate(setStage, `ws://${host}:${server.port}/echo`);
  return made;
}

/** The same in a page that has no hook: browsers look some things up by themselves. */
async function withoutHook<Args extends unknown[], Result>(script: (...given: Args) => Promise<Result>, ...args: Args): Promise<Result> {
  const plain = await pageOn(PLAIN);
  try {
    return (await plain.evaluate(`(${String(script)})(...${JSON.stringify(args)})`)) as Result;
  } finally {
    await plain.close();
  }
}

const gaps = async () => (await hooked.notes()).filter(({ type }) => type === 'gap');

describe('a page that reaches into a frame of its origin before its document is there', () => {
  it.each(KINDS)('and listens in the window of %s hears nothing of the wire, and the frame is captured', async (kind) => {
    const heard = await page.evaluate(async (name, types) => {
      const forged = JSON.stringify([{ type: 'opened', channel: 'forged', at: 1, transport: 'websocket', url: 'ws://forged/', madeBy: 'page', maker: 'forged' }]);
      const listen = (scope: typeof globalThis) => {
        for (const target of [scope, scope.document, scope.document.fonts]) {
          for (const type of types) target.addEventListener(type, (event: Event) => {
            stage.heard.push(type);
            const wire = (event as FocusEvent).relatedTarget;
            wire?.dispatchEvent(new CustomEvent('batch', { detail: forged, cancelable: true }));
          }, true);
        }
      };
      const frame = stage.frame(name, listen);
      await stage.loaded(frame);
      await stage.converse(frame.contentWindow as unknown as typeof globalThis, `from ${name}`);
      return stage.heard;
    }, kind, EVENTS);
    expect(heard).toEqual([]);
    const events = await hooked.toldWith(`from ${kind}`);
    expect(JSON.stringify(events)).not.toContain('forged');
    expect(await gaps()).toEqual([]);
  });

  it.each(KINDS.slice(0, -1))('and replaces its functions in the window of %s sees none of them called, and the frame is said not to be captured', async (kind) => {
    const replaceAll = async (name: string) => {
      const poison = (scope: typeof globalThis) => {
        const handler = Object.fromEntries(
          Object.getOwnPropertyNames(Reflect).map((trap) => [trap, (...args: unknown[]) => {
            stage.heard.push(trap);
            return (Reflect as unknown as Record<string, (...given: unknown[]) => unknown>)[trap]!(...args);
          }]),
        );
        const names = ['EventTarget', 'CustomEvent', 'FocusEvent', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'Reflect', 'JSON', 'Proxy', 'WeakMap', 'Map', 'Promise', 'fetch'] as const;
        for (const each of names) Object.defineProperty(scope, each, { value: new Proxy(scope[each], handler) });
        for (const owner of [scope.Function.prototype, scope.Object.prototype, scope.Array.prototype, scope.EventTarget.prototype, scope.Document.prototype] as object[]) {
          for (const key of Reflect.ownKeys(owner)) {
            const property = Object.getOwnPropertyDescriptor(owner, key)!;
            const replaced = (part: 'value' | 'get') => typeof property[part] === 'function' && { [part]: new Proxy(property[part] as () => unknown, handler) };
            if (property.configurable === true && key !== 'constructor') Object.defineProperty(owner, key, { ...property, ...replaced('value'), ...replaced('get') });
          }
        }
        for (const key of ['get', 'set', 'value', 'detail', 'apply', 'construct']) {
          Object.defineProperty(scope.Object.prototype, key, { get: () => void stage.heard.push(`${key} was read`), set: () => { stage.heard.push(`${key} was set`); }, configurable: true });
        }
        stage.heard.length = 0;
      };
      const frame = stage.frame(name, poison);
      // By the timer alone: looking at the frame's document would call its functions.
      await new Promise((resolve) => { frame.addEventListener('load', resolve); });
      await new Promise((resolve) => { setTimeout(resolve, 200); });
      return [...stage.heard];
    };
    expect(await page.evaluate(replaceAll, kind)).toEqual(await withoutHook(replaceAll, kind));
    await until(async () => (await gaps()).length > 0, { describe: 'the gap' });
    expect(await gaps()).toEqual([expect.objectContaining({ type: 'gap', frames: 0, why: 'hookMissing' })]);
  });

  it.each([
    ['dispatchEvent', 'missing'], ['addEventListener', 'missing'], ['WeakMap.get', 'missing'], ['Object.prototype.get', 'missing'], ['WebSocket.send', 'missing'],
    ['Document.fonts', 'missing'], ['TypedArray.buffer', 'missing'], ['the parent of WebSocket.prototype', 'missing'], ['Reflect', 'unused'], ['JSON', 'unused'], ['globalThis', 'unused'],
  ])('and replaces %s alone sees it not called: it is %s', async (what, outcome) => {
    const replaceOne = async (name: string, text: string) => {
      const note = () => { stage.heard.push(name); };
      const method = (owner: object, key: string, part: 'value' | 'get' = 'value') => {
        const original = Object.getOwnPropertyDescriptor(owner, key)!;
        Object.defineProperty(owner, key, { ...original, [part]: new Proxy(original[part] as () => unknown, { apply: (target, self, args) => { note(); return Reflect.apply(target, self, args); } }) });
      };
      const all = new Proxy({}, { get: (_, trap) => (...args: unknown[]) => { note(); return (Reflect as unknown as Record<PropertyKey, (...given: unknown[]) => unknown>)[trap]!(...args); } });
      const touches: Record<string, (scope: typeof globalThis) => void> = {
        dispatchEvent: (scope) => method(scope.EventTarget.prototype, 'dispatchEvent'),
        addEventListener: (scope) => method(scope.EventTarget.prototype, 'addEventListener'),
        'WeakMap.get': (scope) => method(scope.WeakMap.prototype, 'get'),
        'Object.prototype.get': (scope) => Object.defineProperty(scope.Object.prototype, 'get', { get: note, set: note, configurable: true }),
        'WebSocket.send': (scope) => method(scope.WebSocket.prototype, 'send'),
        'Document.fonts': (scope) => method(scope.Document.prototype, 'fonts', 'get'),
        'TypedArray.buffer': (scope) => method(Object.getPrototypeOf(scope.Uint8Array.prototype) as object, 'buffer', 'get'),
        'the parent of WebSocket.prototype': (scope) => Object.setPrototypeOf(scope.WebSocket.prototype, new Proxy(scope.EventTarget.prototype, all)),
        Reflect: (scope) => Object.defineProperty(scope, 'Reflect', { value: new Proxy(scope.Reflect, all) }),
        JSON: (scope) => Object.defineProperty(scope, 'JSON', { value: new Proxy(scope.JSON, all) }),
        globalThis: (scope) => Object.defineProperty(scope, 'globalThis', { value: new Proxy({}, all) }),
      };
      const frame = stage.frame('the same origin', touches[name]!);
      await stage.loaded(frame);
      const seen = [...stage.heard];
      if (text !== '') await stage.converse(frame.contentWindow as unknown as typeof globalThis, text);
      return seen;
    };
    const text = outcome === 'unused' ? `with ${what}` : '';
    expect(await page.evaluate(replaceOne, what, text)).toEqual(await withoutHook(replaceOne, what, text));
    if (outcome === 'unused') await hooked.toldWith(text);
    else await until(async () => (await gaps()).length === 1, { describe: 'the gap' });
  });

  it('finds no bridge that takes a wire of its own where scripts are off', async () => {
    const taken = await page.evaluate(async () => {
      const fake = new EventTarget();
      const offers: boolean[] = [];
      fake.addEventListener('prefix', () => stage.heard.push('prefix'));
      const frame = stage.frame('a sandbox without scripts', () => {});
      const timer = setInterval(() => {
        const scope = frame.contentWindow as unknown as typeof globalThis;
        for (const target of [scope, scope.document, scope.document.fonts, scope.document.documentElement]) {
          offers.push(!(target?.dispatchEvent(new FocusEvent('holdfast:offer', { cancelable: true, relatedTarget: fake })) ?? true));
        }
      }, 1);
      await stage.loaded(frame);
      clearInterval(timer);
      return { taken: offers.filter(Boolean).length, offered: offers.length > 10, heard: stage.heard };
    });
    expect(taken).toEqual({ taken: 0, offered: true, heard: [] });
    // There is nothing to be missed there.
    expect(await gaps()).toEqual([]);
  });

  it('finds no bridge that takes a wire later, nor a hook that offers one, in any document', async () => {
    const taken = await page.evaluate(async () => {
      const frame = stage.frame('the same origin', () => {});
      await stage.loaded(frame);
      const fake = new EventTarget();
      const scopes = [window, frame.contentWindow as unknown as typeof globalThis];
      let count = 0;
      for (const scope of scopes) {
        for (const target of [scope, scope.document, scope.document.fonts]) {
          target.addEventListener('holdfast:offer', () => stage.heard.push('offer'), true);
          target.dispatchEvent(new Event('holdfast:hello'));
          if (!target.dispatchEvent(new FocusEvent('holdfast:offer', { cancelable: true, relatedTarget: fake }))) count += 1;
        }
      }
      // It hears its own offers alone: those on a document pass by its window, too.
      return { count, heard: stage.heard.length };
    });
    expect(taken).toEqual({ count: 0, heard: 8 });
  });

  it('is no better off with a popup that it lets go of: its functions are not called there', async () => {
    const heard = await page.evaluate(async () => {
      const popup = window.open('/popup')!;
      const scope = popup as unknown as typeof globalThis;
      scope.EventTarget.prototype.dispatchEvent = new Proxy(scope.EventTarget.prototype.dispatchEvent, { apply: (target, self, args: [Event]) => {
        stage.heard.push('dispatchEvent');
        return Reflect.apply(target, self, args);
      } });
      popup.opener = null;
      while (popup.location.href === 'about:blank' || popup.document.readyState !== 'complete') await new Promise((resolve) => { setTimeout(resolve, 10); });
      await new Promise((resolve) => { setTimeout(resolve, 100); });
      popup.close();
      return stage.heard;
    });
    expect(heard).toEqual([]);
    await until(async () => (await gaps()).length === 1, { describe: 'the gap' });
  });
});
