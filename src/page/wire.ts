/**
 * The wire between the hook, in the page's world, and the bridge, in the extension's own.
 *
 * The wire is an EventTarget that hangs nowhere: both worlds have a wrapper of the same object, and whoever has none
 * cannot listen to it, nor dispatch on it. What is dispatched arrives before `dispatchEvent` returns, so a batch can be
 * refused, and what is told while the page goes away is not lost, as a message through a port would be.
 *
 * It is handed over once, as the `relatedTarget` of an event on the document's set of fonts. That set comes with the document,
 * as a window may not, and is in no event's path but its own: what was listened for on the window before hears nothing. Both
 * scripts run at document_start, one right after the other and before any script of the document, as a rule the bridge first.
 * The bridge listens until then, and no longer. The hook offers once; where it came first, once more when the bridge says
 * hello in that same task.
 */
const OFFER = 'holdfast:offer';
const HELLO = 'holdfast:hello';

/**
 * From the hook: a batch, or the answer to a command. To the hook: the prefix of its channels' names, a command, or to be
 * silent from now on.
 */
export type WireMessage = 'batch' | 'done' | 'prefix' | 'command' | 'stop';

/** What the hook brings: the platform's own functions. */
export interface Platform {
  readonly place: EventTarget;
  readonly listen: (target: EventTarget, type: string, listener: (event: Event) => void) => void;
  readonly unlisten: (target: EventTarget, type: string, listener: (event: Event) => void) => void;
  /** Whether nobody prevented the default. */
  readonly dispatch: (target: EventTarget, event: Event) => boolean;
  readonly offerOf: (type: string, wire: EventTarget) => Event;
  /** Calls back in a task of its own, which is after the bridge has run. */
  readonly later: (callback: () => void) => void;
}

/** The hook's side. Calls `taken` when the bridge has the wire, which is at once or never. */
export function offerWire(wire: EventTarget, taken: () => void, { place, listen, unlisten, dispatch, offerOf, later }: Platform): void {
  const isTaken = () => !dispatch(place, offerOf(OFFER, wire));
  if (isTaken()) {
    taken();
    return;
  }
  const onHello = () => {
    unlisten(place, HELLO, onHello);
    if (isTaken()) taken();
  };
  listen(place, HELLO, onHello);
  later(() => unlisten(place, HELLO, onHello));
}

/** The bridge's side. Calls `taken` with the first wire that is offered until the function that it returns is called. */
export function takeWire(taken: (wire: EventTarget) => void): () => void {
  const place = document.fonts;
  const onOffer = (event: Event) => {
    const wire = (event as FocusEvent).relatedTarget;
    if (wire === null) return;
    stop();
    // This tells the hook that it was taken.
    event.preventDefault();
    taken(wire);
  };
  const stop = () => place.removeEventListener(OFFER, onOffer);
  place.addEventListener(OFFER, onOffer);
  return stop;
}

/** Asks a hook that came before the bridge to offer its wire. */
export function sayHello(): void {
  document.fonts.dispatchEvent(new Event(HELLO));
}
