/**
 * Reads JSON that comes in chunks, and keeps of it what is wanted: a HAR of 200 MB has a few MB of messages in it, and scripts and
 * images for the rest. Of a text that was cut off or is damaged, everything that stands before that is read.
 */

/** What is kept of a value: all of it, nothing, these fields of an object, or this of each item of a list. */
export type Shape = 'all' | 'nothing' | { readonly [field: string]: Shape } | readonly [Shape];

export interface ReadJson {
  /** The value, with what of its lists and objects was read. Undefined where nothing was. */
  readonly value: unknown;
  /** Where in the text it broke, in UTF-16 units, or null when it is whole. */
  readonly brokeAt: number | null;
  /** Whether this list or object of it was read to its end. */
  readonly isWhole: (container: unknown) => boolean;
}

/** Nested deeper than any log. */
const MAX_DEPTH = 500;
/** Units of a number or a word that the end of a chunk cuts. */
const LONGEST_SCALAR = 400;

const SPACE = /[ \t\r\n]*/y;
const TOKEN = /[^ \t\r\n,\]}]*/y;
const SCALAR = /^(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)$/;
/** What a plain part of a text ends at. JSON forbids control characters in it. */
const STOP = /["\\\u0000-\u001f]/g; // oxlint-disable-line no-control-regex -- these are what is looked for

/** What may come next. */
type Expected = 'value' | 'item' | 'field' | 'name' | 'colon' | 'more' | 'nothing';

interface Open {
  /** The list or object, which is filled as it is read; null where it is not kept. */
  readonly container: unknown[] | Record<string, unknown> | null;
  readonly end: ']' | '}';
  readonly shape: Shape;
  /** The name of the field that is being read. */
  name: string;
}

interface Text {
  readonly isName: boolean;
  readonly isKept: boolean;
  parts: string[];
  /** Whether the last unit of the former chunk was a backslash that escapes the next. */
  isEscaping: boolean;
}

class Broken extends Error {}

export class JsonStream {
  #text = '';
  #at = 0;
  /** Where `#text` begins in the whole. */
  #offset = 0;
  #expected: Expected = 'value';
  #open: Open[] = [];
  #string: Text | null = null;
  #root: unknown;
  #brokeAt: number | null = null;
  #kept = 0;

  /** `onWhole` is told of each list and object that is kept, when it was read to its end, and how deep it stands: 0 is the outermost. */
  constructor(
    private readonly shape: Shape = 'all',
    private readonly onWhole: (container: object, depth: number) => void = () => undefined,
  ) {}

  /** About how much is kept so far, in UTF-16 units. */
  get kept(): number {
    return this.#kept;
  }

  get isBroken(): boolean {
    return this.#brokeAt !== null;
  }

  push(chunk: string): void {
    if (this.#brokeAt !== null) return;
    this.#offset += this.#at;
    this.#text = this.#text.slice(this.#at) + chunk;
    this.#at = 0;
    this.#run(false);
  }

  /** What was read, where nothing more comes. */
  end(): ReadJson {
    if (this.#brokeAt === null) this.#run(true);
    const isDone = this.#expected === 'nothing' && this.#open.length === 0;
    if (this.#brokeAt === null && !isDone) this.#brokeAt = this.#offset + this.#text.length;
    const unfinished = new Set<unknown>(this.#open.map(({ container }) => container));
    return { value: this.#root, brokeAt: this.#brokeAt, isWhole: (container) => typeof container === 'object' && container !== null && !unfinished.has(container) };
  }

  #run(isLast: boolean): void {
    try {
      while (this.#step(isLast));
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      this.#brokeAt = this.#offset + this.#at;
    }
  }

  /** Reads one thing. Returns whether there may be another in what is there of the text. */
  #step(isLast: boolean): boolean {
    if (this.#string !== null) return this.#readString(this.#string);
    SPACE.lastIndex = this.#at;
    SPACE.exec(this.#text);
    this.#at = SPACE.lastIndex;
    if (this.#at >= this.#text.length) return false;
    const unit = this.#text[this.#at]!;
    switch (this.#expected) {
      case 'nothing':
        throw new Broken();
      case 'colon':
        this.#take(unit, ':', 'value');
        return true;
      case 'more':
        if (unit === this.#open.at(-1)!.end) this.#close();
        else this.#take(unit, ',', this.#open.at(-1)!.end === ']' ? 'value' : 'name');
        return true;
      case 'field':
      case 'name':
        if (unit === '}' && this.#expected === 'field') this.#close();
        else this.#begin(unit === '"' ? true : this.#fail());
        return true;
      case 'item':
      case 'value':
        if (unit === ']' && this.#expected === 'item') this.#close();
        else return this.#readValue(unit, isLast);
        return true;
    }
  }

  #fail(): never {
    throw new Broken();
  }

  #take(unit: string, wanted: string, next: Expected): void {
    if (unit !== wanted) throw new Broken();
    this.#at += 1;
    this.#expected = next;
  }

  #readValue(unit: string, isLast: boolean): boolean {
    if (unit === '{' || unit === '[') this.#enter(unit);
    else if (unit === '"') this.#begin(false);
    else return this.#readScalar(isLast);
    return true;
  }

  #readScalar(isLast: boolean): boolean {
    TOKEN.lastIndex = this.#at;
    const found = TOKEN.exec(this.#text)![0];
    const end = this.#at + found.length;
    const isCut = end === this.#text.length;
    // What the chunk cuts may go on in the next.
    if (isCut && !isLast && found.length <= LONGEST_SCALAR) return false;
    if (!SCALAR.test(found) || (isCut && this.#open.length > 0)) throw new Broken();
    this.#put(parsed(found));
    this.#at = end;
    return true;
  }

  /** A text begins, which is the name of a field or a value. */
  #begin(isName: boolean): void {
    this.#at += 1;
    const isKept = isName ? this.#open.at(-1)!.container !== null : this.#shapeHere() !== 'nothing';
    this.#string = { isName, isKept, parts: [], isEscaping: false };
  }

  #readString(string: Text): boolean {
    let from = this.#at;
    const start = from;
    if (string.isEscaping && from < this.#text.length) {
      string.isEscaping = false;
      from += 1;
    }
    for (;;) {
      STOP.lastIndex = from;
      const stop = STOP.exec(this.#text);
      if (stop === null || (stop[0] === '\\' && stop.index + 1 >= this.#text.length)) {
        string.isEscaping = stop !== null;
        if (string.isKept) string.parts.push(this.#text.slice(start));
        this.#at = this.#text.length;
        return false;
      }
      if (stop[0] === '\\') from = stop.index + 2;
      else if (stop[0] === '"') {
        if (string.isKept) string.parts.push(this.#text.slice(start, stop.index));
        this.#finish(string);
        this.#at = stop.index + 1;
        return true;
      } else {
        this.#at = stop.index;
        throw new Broken();
      }
    }
  }

  #finish({ isName, isKept, parts }: Text): void {
    // Parsed, it is a copy of its own: a slice would keep the whole chunk in memory.
    const text = isKept ? (parsed(`"${parts.join('')}"`) as string) : '';
    this.#string = null;
    this.#kept += text.length;
    if (isName) {
      this.#open.at(-1)!.name = text;
      this.#expected = 'colon';
    } else this.#put(text);
  }

  /** What is kept of the value that comes next. */
  #shapeHere(): Shape {
    const inside = this.#open.at(-1);
    if (inside === undefined) return this.shape;
    const { shape, end, name } = inside;
    if (shape === 'all' || shape === 'nothing') return shape;
    if (end === ']') return Array.isArray(shape) ? (shape as readonly [Shape])[0] : 'nothing';
    return Array.isArray(shape) || !Object.hasOwn(shape, name) ? 'nothing' : (shape as { readonly [field: string]: Shape })[name]!;
  }

  #enter(bracket: '{' | '['): void {
    if (this.#open.length >= MAX_DEPTH) throw new Broken();
    const shape = this.#shapeHere();
    const container = shape === 'nothing' ? null : bracket === '[' ? [] : {};
    // It stands where it belongs before it is filled, so that it is there when the text breaks off.
    if (container !== null) this.#place(container);
    this.#kept += container === null ? 0 : 50;
    this.#open.push({ container, end: bracket === '[' ? ']' : '}', shape, name: '' });
    this.#at += 1;
    this.#expected = bracket === '[' ? 'item' : 'field';
  }

  #close(): void {
    const { container } = this.#open.pop()!;
    this.#at += 1;
    this.#expected = this.#open.length === 0 ? 'nothing' : 'more';
    if (container !== null) this.onWhole(container, this.#open.length);
  }

  /** A value that is no list and no object. */
  #put(value: unknown): void {
    if (this.#shapeHere() !== 'nothing') this.#place(value);
    this.#expected = this.#open.length === 0 ? 'nothing' : 'more';
  }

  #place(value: unknown): void {
    const inside = this.#open.at(-1);
    if (inside === undefined) this.#root = value;
    else if (Array.isArray(inside.container)) inside.container.push(value);
    else if (inside.container !== null) Object.defineProperty(inside.container, inside.name, { value, enumerable: true, configurable: true, writable: true });
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw new Broken();
  }
}
