/**
 * Whether the hook runs among functions that are the platform's. The Window of a frame's or popup's first, empty document is
 * kept for the document that is loaded into it, so scripts of another document of the same origin may have replaced anything
 * in it by then. Where that is possible, the bridge has put a frame without content into the document: an untouched realm,
 * found by an index of the window, which no script can replace. Nothing of the own realm runs, or is looked up in it by way
 * of a prototype, before it has been compared with that one. A realm that was changed ends the hook by an exception, which
 * its bundle catches (see bundles.ts): the page has seen nothing, and the bridge reports that no hook came.
 *
 * This module has no imports, and intrinsics.ts, which all others have theirs from, imports it: so it runs first.
 */
type Realm = typeof globalThis;

const untouched = (window as unknown as { readonly 0?: Realm })[0];

/** The realm for what a Proxy could stand for unnoticed: objects that are no functions, such as `Reflect` and `JSON`. */
export const home: Realm = untouched ?? window;

/** What the hook uses, by global name; whatever a prototype inherits from comes before it. */
export const USED = [
  'Object', 'Function', 'Array', 'String', 'Symbol', 'Error', 'Date', 'Promise', 'Proxy', 'Map', 'WeakMap', 'ArrayBuffer', 'DataView',
  'EventTarget', 'Node', 'Document', 'Event', 'UIEvent', 'FocusEvent', 'CustomEvent', 'MessageEvent', 'CloseEvent', 'DOMException',
  'XMLHttpRequestEventTarget', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'Request', 'Response', 'Headers', 'URL', 'Blob',
  'TextEncoder', 'Crypto', 'Performance', 'Scheduler', 'performance', 'scheduler', 'crypto', 'fetch', 'atob',
] as const;

/** Whether the realm of `own` is the platform's, so far as the hook uses it, by the measure of an untouched one. */
function isPlatform(own: Realm, model: Realm): boolean {
  const { apply, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = model.Reflect;
  const sourceText = getOwnPropertyDescriptor(model.Function.prototype, 'toString')!.value as () => string;
  /** Prototypes that were compared, own and untouched by turns. */
  const compared = new model.Map<object | null, object | null>();
  compared.set(null, null);

  /** Neither a Proxy nor a bound function has the name in its text, and no script can write a function that has this one. */
  const isSame = (mine: unknown, its: unknown) =>
    typeof mine === typeof its && (typeof its !== 'function' || apply(sourceText, mine, []) === apply(sourceText, its, []));

  const hasSame = (mine: object, its: object, key: PropertyKey) => {
    const one = getOwnPropertyDescriptor(mine, key);
    const other = getOwnPropertyDescriptor(its, key);
    return one !== undefined && other !== undefined && isSame(one.value, other.value) && isSame(one.get, other.get) && isSame(one.set, other.set);
  };

  /** `mine` has every member of `its`; and no other, where an object that lacks a member would find it. */
  const isAlike = (mine: object, its: object, isInherited: boolean) => {
    const keys = ownKeys(its);
    if (isInherited && ownKeys(mine).length !== keys.length) return false;
    for (let index = 0; index < keys.length; index += 1) if (!hasSame(mine, its, keys[index]!)) return false;
    return true;
  };

  const isSameClass = (mine: object, its: object) => {
    if (!isSame(mine, its) || !isAlike(mine, its, false)) return false;
    const theirs = getOwnPropertyDescriptor(its, 'prototype')?.value as object | undefined;
    if (theirs === undefined) return true;
    // A class of the platform has its prototype for good.
    const ours = getOwnPropertyDescriptor(mine, 'prototype')!.value as object;
    const parent = compared.get(getPrototypeOf(theirs));
    const isInherited = its === model.Object || its === model.Array || its === model.Function;
    if (parent === undefined || getPrototypeOf(ours) !== parent || !isAlike(ours, theirs, isInherited)) return false;
    compared.set(theirs, ours);
    return true;
  };

  for (let index = 0; index < USED.length; index += 1) {
    const name = USED[index]!;
    if (getOwnPropertyDescriptor(model, name) === undefined) continue;
    if (!hasSame(own, model, name)) return false;
    const its: unknown = getOwnPropertyDescriptor(model, name)!.value;
    if (typeof its === 'function' && !isSameClass(getOwnPropertyDescriptor(own, name)!.value as object, its)) return false;
  }
  const typedArray = getPrototypeOf(model.Uint8Array)!;
  if (!hasSame(own, model, 'Uint8Array') || !isSameClass(getPrototypeOf(own.Uint8Array)!, typedArray)) return false;
  return isSameClass(own.Uint8Array, model.Uint8Array);
}

// oxlint-disable-next-line typescript/only-throw-error -- An Error would have the page's own functions asked for its stack.
if (untouched !== undefined && !isPlatform(window, untouched)) throw null;
