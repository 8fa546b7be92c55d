/** Writes an event as JavaScript to copy: `socket.emit("chat", {text: "hello"})`. It came from anybody and is pasted into consoles. */
import type { Packet } from './packet.ts';

/** A longer binary value is written as that many zeros, and the code says so. */
const BINARY_LIMIT = 4_096;
const MAX_DEPTH = 64;

/**
 * A string or a name as JavaScript. Line separators are escaped although literals may hold them, because a comment that
 * holds one ends there and what follows would be run.
 */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (separator) => (separator === '\u2028' ? '\\u2028' : '\\u2029'));
}

function objectCode(object: object, depth: number): string {
  const members = Object.entries(object).map(([key, value]) => {
    // In a literal the plain name would set the prototype.
    const name = key === '__proto__' ? '["__proto__"]' : quoted(key);
    return `${name}: ${valueCode(value, depth + 1)}`;
  });
  return `{${members.join(', ')}}`;
}

function valueCode(value: unknown, depth: number): string {
  if (typeof value === 'string') return quoted(value);
  // Object.is, because JSON writes -0 and JavaScript reads it.
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  if (value instanceof Uint8Array) {
    if (value.length > BINARY_LIMIT) return `new Uint8Array(${value.length}) /* its contents are left out */`;
    return `new Uint8Array([${value.join(', ')}])`;
  }
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (depth >= MAX_DEPTH) return 'null /* nested too deep */';
  return Array.isArray(value) ? `[${value.map((item) => valueCode(item, depth + 1)).join(', ')}]` : objectCode(value, depth);
}

/**
 * The code that would send this event again, on a `socket` of the namespace that a comment names; null of anything but a
 * whole event. One that wanted an acknowledgement waits for it.
 */
export function asEmitCode(packet: Packet): string | null {
  if (packet.kind !== 'socket' || packet.type !== 'event' || packet.event === null) return null;
  if (packet.partial) return null;
  const call = [packet.event, ...packet.args].map((value) => valueCode(value, 0)).join(', ');
  const code = packet.ackId === null ? `socket.emit(${call});` : `const answer = await socket.emitWithAck(${call});`;
  // A comment of a block could be closed from within; a line that holds no line terminator cannot be left.
  return packet.namespace === '/' ? code : `// const socket = io(${quoted(packet.namespace)});\n${code}`;
}
