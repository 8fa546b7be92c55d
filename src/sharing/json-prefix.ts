/** Reads JSON as far as it goes: of a text that was cut off or is damaged, everything that stands before that. */

export interface JsonPrefix {
  /** The value, with what of its lists and objects was whole. Undefined where nothing was. */
  readonly value: unknown;
  /** Where in the text it broke, or null when it is whole. */
  readonly brokeAt: number | null;
  /** Whether this list or object of it was read to its end. */
  readonly isWhole: (container: unknown) => boolean;
}

/** Nested deeper than any log; whoever nests deeper is after the stack. */
const MAX_DEPTH = 500;

const STRING = /"[^"\\\u0000-\u001f]*(?:\\.[^"\\\u0000-\u001f]*)*"/y; // oxlint-disable-line no-control-regex -- JSON forbids them
const SCALAR = /(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=[\s,\]}])/y;
const SPACE = /[ \t\r\n]*/y;

class Broken extends Error {}

/** The whole value, or what of it can be read. */
export function parseJsonPrefix(text: string): JsonPrefix {
  try {
    return { value: JSON.parse(text) as unknown, brokeAt: null, isWhole: () => true };
  } catch {
    return new Reader(text).read();
  }
}

class Reader {
  #at = 0;
  /** The outermost list or object, which is filled as it is read and so holds what was read when it breaks. */
  #root: unknown;
  readonly #whole = new WeakSet<object>();

  constructor(private readonly text: string) {}

  read(): JsonPrefix {
    const isWhole = (container: unknown) => typeof container === 'object' && container !== null && this.#whole.has(container);
    try {
      this.#root = this.#value(0, (container) => (this.#root = container));
      this.#space();
      return { value: this.#root, brokeAt: this.#at < this.text.length ? this.#at : null, isWhole };
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      return { value: this.#root, brokeAt: this.#at, isWhole };
    }
  }

  /** Reads a value. A list or object is `put` where it belongs before it is filled; anything else is given back whole. */
  #value(depth: number, put: (container: unknown) => void): unknown {
    this.#space();
    const first = this.text[this.#at];
    if ((first === '{' || first === '[') && depth < MAX_DEPTH) return first === '{' ? this.#object(depth, put) : this.#list(depth, put);
    return this.#literal(first === '"' ? STRING : SCALAR);
  }

  #literal(pattern: RegExp): unknown {
    const literal = this.#match(pattern);
    try {
      return JSON.parse(literal) as unknown;
    } catch {
      this.#at -= literal.length;
      throw new Broken();
    }
  }

  #object(depth: number, put: (container: unknown) => void): unknown {
    const object: Record<string, unknown> = {};
    put(object);
    const set = (name: string, value: unknown) => Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
    this.#items('}', () => {
      const name = String(this.#key());
      const value = this.#value(depth + 1, (container) => set(name, container));
      set(name, value);
    });
    this.#whole.add(object);
    return object;
  }

  #list(depth: number, put: (container: unknown) => void): unknown {
    const list: unknown[] = [];
    put(list);
    this.#items(']', () => {
      const place = list.length;
      list[place] = this.#value(depth + 1, (container) => (list[place] = container));
    });
    this.#whole.add(list);
    return list;
  }

  #key(): unknown {
    this.#space();
    const name = this.#literal(STRING);
    this.#space();
    this.#expect(':');
    return name;
  }

  #items(end: string, readItem: () => void): void {
    this.#at += 1;
    this.#space();
    if (this.text[this.#at] === end) return void (this.#at += 1);
    for (;;) {
      readItem();
      this.#space();
      if (this.text[this.#at] === end) return void (this.#at += 1);
      this.#expect(',');
    }
  }

  #expect(unit: string): void {
    if (this.text[this.#at] !== unit) throw new Broken();
    this.#at += 1;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text);
    if (found === null) throw new Broken();
    this.#at += found[0].length;
    return found[0];
  }
}
