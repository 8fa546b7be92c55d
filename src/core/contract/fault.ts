/** What went wrong in Holdfast itself and was got over, as its user can report it. Pure. */
import { boundedText } from '../wire/value-text.ts';

/** Where it went wrong: a part of the background, or a view. */
export const FAULT_PLACES = ['background', 'archive', 'network', 'page hook', 'offscreen document', 'panel', 'popup'] as const;
export type FaultPlace = (typeof FAULT_PLACES)[number];

export interface Fault {
  /** When it happened last, in epoch milliseconds. */
  readonly at: number;
  readonly where: FaultPlace;
  /** The error's name and message and its place in the code, such as `QuotaExceededError: full (background.js:1:52)`. */
  readonly what: string;
  readonly times: number;
}

const MOST = 50;
/** UTF-16 units of what was thrown and is no error. */
const LONGEST = 300;
/** A place in a script of the extension, as engines write it in a stack. */
const PLACE = /[\w-]+\.js:\d+:\d+/;

/** An error in one line: its message is not bounded and with whatever secrets its message has. */
export function errorLine(error: unknown): string {
  if (!(error instanceof Error || error instanceof DOMException)) return boundedText(error, LONGEST).text;
  const place = PLACE.exec(error.stack ?? '')?.[0];
  return `${error.name}: ${error.message}`.replace(/\s+/g, ' ') + (place === undefined ? '' : ` (${place})`);
}

/** The faults with one more, the newest last: one that happens again is counted, and the oldest makes room. */
export function withFault(faults: readonly Fault[], { at, where, what }: Omit<Fault, 'times'>): readonly Fault[] {
  const former = faults.find((fault) => fault.where === where && fault.what === what);
  return [...faults.filter((fault) => fault !== former), { at, where, what, times: (former?.times ?? 0) + 1 }].slice(-MOST);
}
