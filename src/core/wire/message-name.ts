/** What an application calls a message of its own, as most protocols over a WebSocket have it. */

/** Fields that tell messages of one protocol apart, the most telling first. */
const FIELDS = ['type', 'event', 'action', 'op', 'method', 'topic', 'cmd', 'msg_type', 'command'];
/** Of a list so many items are looked at, and longer texts are no names. */
const ITEMS = 8;
const LONGEST = 100;

function asName(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST ? value : null;
}

/**
 * The name that a parsed message bears: the text, or else the number, of the first field that tells its kind, or the first text
 * of a list that is no number. Empty where there is none.
 */
export function messageName(value: unknown): string {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return '';
  if (Array.isArray(value)) return value.slice(0, ITEMS).map(asName).find((name) => name !== null && !/^\d+$/.test(name)) ?? '';
  const told = FIELDS.map((field) => (Object.hasOwn(value, field) ? (value as Readonly<Record<string, unknown>>)[field] : undefined));
  const number = told.find((each) => typeof each === 'number');
  return told.map(asName).find((name) => name !== null) ?? (number === undefined ? '' : String(number));
}
