/**
 * The wire between the hook, in the page's world, and the bridge, in the extension's own.
 *
 * The wire is an EventTarget that hangs nowhere: both worlds have a wrapper of the same object, and whoever has none
 * cannot listen to it, nor dispatch on it. What is dispatched arrives before `dispatchEvent` returns, so a batch can be
 * refused, and what is told while the page goes away is not lost, as a message through a port would be.
 *
 * It is handed over once, as the `relatedTarget` of an event on the window. Both scripts run at document_start, one right
 * after the other and before any of the page's, in an order that is not promised: the hook offers the wire when it starts,
 * and again when the bridge says hello. Taking it ends both sides' listening. A page that listens for these events later
 * hears nothing, and one that dispatches them reaches nobody.
 */
const OFFER = 'holdfast:offer';
const HELLO = 'holdfast:hello';

/** From the hook: a batch, or the answer to a command. To the hook: a command, or to be silent from now on. */
export type WireMessage = 'batch' | 'done' | 'command' | 'stop';

/** The hook's side. Runs at the start, when the page has not yet replaced anything. */
export function offerWire(wire: EventTarget): void {
  const offer = () => !window.dispatchEvent(new FocusEvent(OFFER, { cancelable: true, relatedTarget: wire }));
  if (offer()) return;
  window.addEventListener(HELLO, offer, { once: true });
}

/** The bridge's side. */
export function takeWire(taken: (wire: EventTarget) => void): void {
  const onOffer = (event: Event) => {
    const wire = (event as FocusEvent).relatedTarget;
    if (wire === null) return;
    window.removeEventListener(OFFER, onOffer);
    // This tells the hook that it was taken.
    event.preventDefault();
    taken(wire);
  };
  window.addEventListener(OFFER, onOffer);
  window.dispatchEvent(new Event(HELLO));
}
