/**
 * What the hook uses of the page's realm, taken before the first script of the page runs, and found to be the platform's where
 * another document may have replaced it (see realm.ts). From then on the page may
 * replace anything, so code of this folder that runs later keeps these rules:
 *
 * - Methods and getters of built-in objects are called through `method` and `getter`, or as own methods of a `hardened` one.
 * - No `for…of`, no destructuring or spreading of arrays, no `await`: they look up iterators and `then`.
 * - No growing of arrays, whose missing elements have setters in the page's hands; lists are linked.
 * - An object that the platform reads (a dictionary, a descriptor, traps) has no prototype to find more in.
 * - A promise loses its `constructor` before `then`, which would ask that for a species.
 */
import { home } from './realm.ts';

export const { apply, construct, defineProperty, get: memberOf, getOwnPropertyDescriptor, setPrototypeOf } = home.Reflect;
export const { stringify, parse } = home.JSON;
// As a function in a property, which it is: it needs no `this`.
const buffers: { readonly isView: (value: unknown) => value is ArrayBufferView } = ArrayBuffer;
export const { isView } = buffers;

/** A function of the platform as it is, for `apply`. */
export type Callable = (...args: never[]) => unknown;
type Named<Owner, Key extends keyof Owner> = Owner[Key] extends Callable ? Owner[Key] : never;

/**
 * The platform's own function, for the few places that every frame passes: called by `apply` right there, the engine can
 * compile the call into them, which it cannot where `method` and `getter` make one piece of code call everything.
 */
export function rawMethod<Owner extends object>(owner: Owner, key: keyof Owner): Callable {
  return owner[key] as Callable;
}

export function rawGetter<Owner extends object>(owner: Owner, key: keyof Owner): Callable {
  return getOwnPropertyDescriptor(owner, key)!.get as Callable;
}

/** A method as a function that takes its `this` first, and stays the same whatever becomes of the prototype. */
export function method<Owner extends object, Key extends keyof Owner>(
  owner: Owner,
  key: Key,
): (self: Owner, ...args: Parameters<Named<Owner, Key>>) => ReturnType<Named<Owner, Key>> {
  const original = rawMethod(owner, key);
  return (self, ...args) => apply(original, self, args) as ReturnType<Named<Owner, Key>>;
}

/** The same for a getter. It throws for objects of another kind, and that is how kinds are told apart here. */
export function getter<Owner extends object, Key extends keyof Owner>(owner: Owner, key: Key): (self: Owner) => Owner[Key] {
  const original = rawGetter(owner, key);
  const none: [] = [];
  return (self) => apply(original, self, none) as Owner[Key];
}

/** A collection that has its methods itself, out of the page's reach. */
export function hardened<Collection extends object>(collection: Collection, methods: readonly (keyof Collection)[]): Collection {
  for (let index = 0; index < methods.length; index += 1) defineProperty(collection, methods[index]!, bare({ value: collection[methods[index]!] }));
  setPrototypeOf(collection, null);
  return collection;
}

/** A dictionary for the platform, without a prototype. */
export function bare<Members extends object>(members: Members): Members {
  setPrototypeOf(members, null);
  return members;
}

const promiseThen = method(Promise.prototype, 'then');
const noConstructor = bare({ value: undefined });

/** `promise.then(…)`. What it returns is a plain promise, whatever the page did to the class. */
export function whenSettled<Value, Result>(
  promise: Promise<Value>,
  fulfilled: (value: Value) => Result,
  rejected: (reason: unknown) => Result,
): Promise<Result> {
  defineProperty(promise, 'constructor', noConstructor);
  return promiseThen(promise, fulfilled as (value: unknown) => unknown, rejected) as Promise<Result>;
}

/** Calls what must never throw into the page. What it would have reported is lost, and nothing else. */
export function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Whatever it was, the page must not notice.
  }
}
