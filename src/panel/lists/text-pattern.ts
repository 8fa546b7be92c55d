/**
 * Regular expressions that cannot hang: what somebody types is run over whatever a server sent, and the engine of the
 * browser takes for ever over some pairs of the two. This one walks all possibilities at once, in time that grows with
 * the text only (https://swtch.com/~rsc/regexp/regexp1.html), and leaves out what that cannot do: look-around and
 * back-references. Pure.
 */
import type { Parsed } from '../../core/settings/profile.ts';
import { say } from '../../core/words/say.ts';

export type TextPattern = (text: string) => boolean;

const PATTERN_LIMIT = 200;
/** Steps that a pattern may have once its counted repeats are written out. */
const STEP_LIMIT = 500;
/** UTF-16 units of a text that are looked at. */
const TEXT_LIMIT = 16_384;

type Accepts = (unit: string) => boolean;
type Holds = (text: string, index: number) => boolean;

type Node =
  | { readonly kind: 'take'; readonly accepts: Accepts }
  | { readonly kind: 'check'; readonly holds: Holds }
  | { readonly kind: 'sequence' | 'either'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly least: number; readonly most: number };

type Step =
  | { readonly kind: 'take'; readonly accepts: Accepts }
  | { readonly kind: 'check'; readonly holds: Holds }
  | { readonly kind: 'fork'; readonly to: number[] }
  | { readonly kind: 'found' };

type Flaw =
  | 'backReference'
  | 'downwards'
  | 'emptyRange'
  | 'endsInBackslash'
  | 'lookaround'
  | 'noClosing'
  | 'noClosingBracket'
  | 'noOpening'
  | 'repeatsNothing'
  | 'tooManyRepeats'
  | 'unrepeatable';

/** Why a pattern cannot be used, in words that complete a sentence about it. */
class Unusable extends Error {
  constructor(why: Flaw) {
    super(say(`messages_pattern_${why}`));
  }
}

const digit: Accepts = (unit) => unit >= '0' && unit <= '9';
const word: Accepts = (unit) => /\w/.test(unit);
const space: Accepts = (unit) => /\s/.test(unit);
const not = (accepts: Accepts): Accepts => (unit) => !accepts(unit);
const CLASSES: Readonly<Record<string, Accepts>> = { d: digit, D: not(digit), w: word, W: not(word), s: space, S: not(space) };
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', 0: '\0' };
const wordEdge: Holds = (text, index) => word(text.charAt(index - 1) || ' ') !== word(text.charAt(index) || ' ');

class PatternReader {
  #at = 0;

  constructor(
    private readonly source: string,
    private readonly ignoreCase: boolean,
  ) {}

  read(): Node {
    const node = this.#either();
    if (this.#at < this.source.length) throw new Unusable('noOpening');
    return node;
  }

  #peek(): string {
    return this.source.charAt(this.#at);
  }

  #eat(expected: string): boolean {
    const found = this.source.startsWith(expected, this.#at);
    if (found) this.#at += expected.length;
    return found;
  }

  #either(): Node {
    const parts = [this.#sequence()];
    while (this.#eat('|')) parts.push(this.#sequence());
    return parts.length === 1 ? parts[0]! : { kind: 'either', parts };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.source.length && this.#peek() !== '|' && this.#peek() !== ')') parts.push(this.#repeated());
    return { kind: 'sequence', parts };
  }

  #repeated(): Node {
    const part = this.#atom();
    const bounds = this.#bounds();
    if (bounds === null) return part;
    // Whether it takes as much or as little as it can makes no difference to whether it matches.
    this.#eat('?');
    if (part.kind === 'check' || this.#bounds() !== null) throw new Unusable('unrepeatable');
    return { kind: 'repeat', part, ...bounds };
  }

  #bounds(): { least: number; most: number } | null {
    if (this.#eat('*')) return { least: 0, most: Infinity };
    if (this.#eat('+')) return { least: 1, most: Infinity };
    if (this.#eat('?')) return { least: 0, most: 1 };
    const counted = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.source.slice(this.#at));
    if (counted === null) return null;
    this.#at += counted[0].length;
    const least = Number(counted[1]);
    const most = counted[2] === undefined ? least : counted[3] === '' ? Infinity : Number(counted[3]);
    if (most < least) throw new Unusable('downwards');
    return { least, most };
  }

  #atom(): Node {
    if (this.#eat('(')) {
      if (this.#peek() === '?' && !this.#eat('?:')) throw new Unusable('lookaround');
      const node = this.#either();
      if (!this.#eat(')')) throw new Unusable('noClosing');
      return node;
    }
    if (this.#eat('[')) return this.#set();
    if (this.#eat('.')) return { kind: 'take', accepts: (unit) => !/[\n\r\u2028\u2029]/.test(unit) };
    if (this.#eat('^')) return { kind: 'check', holds: (_, index) => index === 0 };
    if (this.#eat('$')) return { kind: 'check', holds: (text, index) => index === text.length };
    if (this.#eat('\\b')) return { kind: 'check', holds: wordEdge };
    if (this.#eat('\\B')) return { kind: 'check', holds: (text, index) => !wordEdge(text, index) };
    if ('*+?'.includes(this.#peek())) throw new Unusable('repeatsNothing');
    const unit = this.#unit();
    return this.#take(typeof unit === 'string' ? (other) => other === unit : unit);
  }

  /** One character, or a class such as `\d`. */
  #unit(): string | Accepts {
    const unit = this.source.charAt(this.#at++);
    if (unit !== '\\') return unit;
    const escaped = this.source.charAt(this.#at++);
    if (escaped === '') throw new Unusable('endsInBackslash');
    const hex = /^(?:u([\da-f]{4})|x([\da-f]{2}))/i.exec(this.source.slice(this.#at - 1));
    if (hex !== null) {
      this.#at += hex[0].length - 1;
      return String.fromCharCode(parseInt(hex[1] ?? hex[2]!, 16));
    }
    if (/[1-9k]/.test(escaped)) throw new Unusable('backReference');
    return CLASSES[escaped] ?? CONTROLS[escaped] ?? escaped;
  }

  #set(): Node {
    const inverted = this.#eat('^');
    const accepted: Accepts[] = [];
    while (!this.#eat(']')) {
      if (this.#at >= this.source.length) throw new Unusable('noClosingBracket');
      accepted.push(this.#range());
    }
    const { accepts } = this.#take((unit) => accepted.some((one) => one(unit)));
    return { kind: 'take', accepts: inverted ? not(accepts) : accepts };
  }

  #range(): Accepts {
    const from = this.#unit();
    if (typeof from !== 'string') return from;
    const ranges = this.#peek() === '-' && this.source.charAt(this.#at + 1) !== ']' && this.#at + 1 < this.source.length;
    if (!ranges) return (unit) => unit === from;
    this.#at += 1;
    const to = this.#unit();
    if (typeof to !== 'string' || to < from) throw new Unusable('emptyRange');
    return (unit) => unit >= from && unit <= to;
  }

  #take(accepts: Accepts): { kind: 'take'; accepts: Accepts } {
    if (!this.ignoreCase) return { kind: 'take', accepts };
    return { kind: 'take', accepts: (unit) => accepts(unit) || accepts(unit.toLowerCase()) || accepts(unit.toUpperCase()) };
  }
}

function write(node: Node, steps: Step[]): void {
  if (steps.length > STEP_LIMIT) throw new Unusable('tooManyRepeats');
  switch (node.kind) {
    case 'take':
    case 'check':
      steps.push(node);
      return;
    case 'sequence':
      for (const part of node.parts) write(part, steps);
      return;
    case 'either': {
      // Each way ends in a jump to what follows, which is known only once all are written.
      const ends: { to: number[] }[] = [];
      for (const [index, part] of node.parts.entries()) {
        const fork = { kind: 'fork' as const, to: [steps.length + 1] };
        steps.push(fork);
        write(part, steps);
        if (index === node.parts.length - 1) break;
        const end = { kind: 'fork' as const, to: [] };
        steps.push(end);
        ends.push(end);
        fork.to.push(steps.length);
      }
      for (const end of ends) end.to.push(steps.length);
      return;
    }
    case 'repeat': {
      for (let count = 0; count < node.least; count += 1) write(node.part, steps);
      const forks: { to: number[] }[] = [];
      const optional = node.most === Infinity ? 1 : node.most - node.least;
      for (let count = 0; count < optional; count += 1) {
        const start = steps.length;
        const fork = { kind: 'fork' as const, to: [start + 1] };
        steps.push(fork);
        forks.push(fork);
        write(node.part, steps);
        if (node.most === Infinity) steps.push({ kind: 'fork', to: [start] });
      }
      for (const fork of forks) fork.to.push(steps.length);
    }
  }
}

function matcher(steps: readonly Step[]): TextPattern {
  const begins = steps[0]?.kind === 'take' ? steps[0].accepts : null;
  return (text) => {
    const end = Math.min(text.length, TEXT_LIMIT);
    /** At which index, counted from 1, a step was last reached: each is looked at once per index. */
    const reached = new Uint32Array(steps.length);
    let waiting: number[] = [];
    for (let index = 0; index <= end; index += 1) {
      // Most texts have long parts in which nothing can begin.
      if (begins !== null && waiting.length === 0) while (index < end && !begins(text.charAt(index))) index += 1;
      const next: number[] = [];
      // A match may begin anywhere, so the first step joins at every index.
      const open = [...waiting, 0];
      for (let step = open.pop(); step !== undefined; step = open.pop()) {
        if (reached[step] === index + 1) continue;
        reached[step] = index + 1;
        const { [step]: found } = steps;
        if (found === undefined || found.kind === 'found') return true;
        if (found.kind === 'fork') open.push(...found.to);
        else if (found.kind === 'check') open.push(...(found.holds(text, index) ? [step + 1] : []));
        else if (index < end && found.accepts(text.charAt(index))) next.push(step + 1);
      }
      waiting = next;
    }
    return false;
  };
}

/** The test that a pattern stands for, such as `\d+ ms` with flags `i`; or what is wrong with it. */
export function textPattern(source: string, flags: string): Parsed<TextPattern> {
  const refuse = (message: string): Parsed<TextPattern> => ({ ok: false, error: { field: 'pattern', message } });
  if (source.length > PATTERN_LIMIT) return refuse(say('messages_pattern_tooLong', { most: PATTERN_LIMIT }));
  if (flags !== '' && flags !== 'i') return refuse(say('messages_pattern_flags', { flags }));
  try {
    const steps: Step[] = [];
    write(new PatternReader(source, flags === 'i').read(), steps);
    steps.push({ kind: 'found' });
    if (steps.length > STEP_LIMIT) return refuse(say('messages_pattern_tooManyRepeats'));
    return { ok: true, value: matcher(steps) };
  } catch (error) {
    if (error instanceof Unusable) return refuse(error.message);
    throw error;
  }
}
