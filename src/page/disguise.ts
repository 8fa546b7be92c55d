/**
 * Puts something of the hook in the place of a function of the platform, as little observable as can be.
 *
 * A Proxy around the platform's own function is the least: name, length, statics, prototype and property descriptors are
 * the original's because they are read from it; calling a constructor without `new`, or a method with `new`, throws what
 * it always threw; and a subclass gets its own prototype through `newTarget`. A class or function written in its place
 * would have to imitate each of these, and be wrong about the next. What a Proxy does not pass on is its source text: a
 * function's is `function send() { [native code] }`, a Proxy's has no name. So `Function.prototype.toString` is one too,
 * and answers for the originals. What stays visible: the `toString` of another realm, a frame of the extension in the
 * stack of an exception, and that a call takes a little longer.
 */
import { apply, bare, construct, defineProperty, hardened } from './intrinsics.ts';

type Callable = (...args: never[]) => unknown;
type Arguments = readonly unknown[];

const originals = hardened(new WeakMap<object, object>(), ['get', 'set']);
const describe = (value: unknown) => bare({ value });

function disguised(original: Callable, traps: ProxyHandler<Callable>): Callable {
  // Without a prototype, for a page could add traps to that of all objects.
  const proxy = new Proxy(original, bare(traps));
  originals.set(proxy, original);
  return proxy;
}

/** Calls the platform's own method. */
export type Original = (self: unknown, args: Arguments) => unknown;

/** Puts `stand` in the place of a method; all other attributes of the property stay. */
export function replaceMethod<Owner extends object>(owner: Owner, key: keyof Owner, stand: (original: Original, self: unknown, args: Arguments) => unknown): void {
  const method = owner[key] as Callable;
  const original: Original = (self, args) => apply(method, self, args);
  const proxy = disguised(method, { apply: (_method, self: unknown, args: Arguments) => stand(original, self, args) });
  defineProperty(owner, key, describe(proxy));
}

/**
 * Puts a Proxy in the place of a global constructor, and hands every instance to `made` before the page has it. What the
 * constructor throws goes to `refused`, and then to the page.
 */
export function replaceConstructor<Name extends 'WebSocket' | 'EventSource'>(
  name: Name,
  made: (instance: InstanceType<(typeof globalThis)[Name]>) => void,
  refused: (args: Arguments, reason: unknown) => void = () => {},
): void {
  const original = window[name] as unknown as Callable & { readonly prototype: object };
  const proxy = disguised(original, {
    construct: (_original, args: Arguments, newTarget: Callable) => {
      // The platform never sees the Proxy: it would look its prototype up in it, and find the same one.
      let instance: InstanceType<(typeof globalThis)[Name]>;
      try {
        instance = construct(original, args, newTarget === proxy ? original : newTarget) as typeof instance;
      } catch (reason) {
        refused(args, reason);
        throw reason;
      }
      made(instance);
      return instance;
    },
  });
  defineProperty(window, name, describe(proxy));
  defineProperty(original.prototype, 'constructor', describe(proxy));
}

/** Has every function that was replaced give its original's source text. */
export function disguiseSources(): void {
  replaceMethod(Function.prototype, 'toString', (original, self, args) => {
    const known = originals.get(self as object);
    return original(known ?? self, args);
  });
}
