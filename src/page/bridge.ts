/**
 * Runs in the extension's own world of a page, beside the hook, and stands between it and the background. What comes from
 * the hook is the page's word: the background parses it as such. What comes from the background is handed on as it is.
 */
import { watchDocument } from './document.ts';
import { Relay, type PagePort } from './relay.ts';
import { addUntouchedFrame, hasScripts, isUntouchedFrame, mayBeTouched } from './untouched-frame.ts';
import { sayHello, takeWire, type WireMessage } from './wire.ts';

/** The name of the port that the background listens for, before the prefix of the frame's channels. */
const PAGE_PORT = 'page';
/** Asks every bridge of a tab that has told something to open its port: it is only opened by itself when there is more to tell. */
const CONNECT_MESSAGE = 'page-connect';

/** The little that is needed of the browser's own object: a polyfill in every frame of every page would be dear. */
interface Runtime {
  /** Gone once the extension was reloaded or removed. */
  readonly id?: string;
  connect(info: { name: string }): PagePort;
  readonly onMessage: { addListener(listener: (message: unknown, sender: { readonly id?: string }, answer: (value: unknown) => void) => void): void };
}
type Browser = { readonly runtime: Runtime };
const scope = globalThis as unknown as { readonly browser?: Browser; readonly chrome: Browser };
const { runtime } = scope.browser ?? scope.chrome;

function has<Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}

/** No page can guess it, so none can name another frame's channels. */
function randomPrefix(): string {
  return `${[...crypto.getRandomValues(new Uint32Array(3))].map((number) => number.toString(36).padStart(7, '0')).join('')}-`;
}

const now = () => performance.timeOrigin + performance.now();

function start(): void {
  const prefix = randomPrefix();
  let wire: EventTarget | null = null;
  const tell = (type: WireMessage, detail: string) => wire?.dispatchEvent(new CustomEvent(type, { detail }));

  const onCommand = (command: unknown) => {
    if (has(command, 'type') && command.type === 'stop') relay.stop();
    if (!has(command, 'request') || !has(command, 'type') || !has(command, 'channel') || !has(command, 'data') || !has(command, 'binary')) return;
    tell('command', JSON.stringify([command.request, command.type, command.channel, command.data, command.binary]));
  };

  const relay = new Relay({
    connect: () => runtime.connect({ name: `${PAGE_PORT}:${prefix}` }),
    isOrphaned: () => runtime.id === undefined,
    onCommand,
    onStop: () => tell('stop', ''),
    now: () => performance.now(),
    later: (callback, ms) => void setTimeout(callback, ms),
  });

  const serve = (taken: EventTarget) => {
    wire = taken;
    wire.addEventListener('batch', (event) => {
      if (relay.take((event as CustomEvent<string>).detail)) event.preventDefault();
    });
    wire.addEventListener('done', (event) => {
      const [request, error] = JSON.parse((event as CustomEvent<string>).detail) as [number, string];
      relay.done(request, error);
    });
    tell('prefix', prefix);
    watchDocument(relay, now);
    runtime.onMessage.addListener((message, sender, answer) => {
      if (sender.id !== runtime.id || !has(message, 'type') || message.type !== CONNECT_MESSAGE) return;
      relay.reconnect();
      answer(true);
    });
  };

  const frame = mayBeTouched() ? addUntouchedFrame() : null;
  const stop = takeWire((taken) => {
    frame?.remove();
    serve(taken);
  });
  // A hook that came first has compared its realm with nothing, so where that matters it is not asked.
  if (frame === null) sayHello();
  // The hook runs in this very task, and whatever is offered later comes from somebody else.
  setTimeout(() => {
    stop();
    frame?.remove();
    if (wire !== null) return;
    relay.connect();
    relay.note({ type: 'gap', at: now(), frames: 0, why: 'hookMissing' });
  });
}

if (!isUntouchedFrame() && hasScripts()) start();
