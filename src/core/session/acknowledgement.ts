/** Reads an acknowledgement event's payload, which is whatever a server chose to send. */
import type { FactOf } from '../entries/entry.ts';
import { boundedValue } from '../wire/value-text.ts';
import { parseServerTime } from './server-time.ts';

/** What is kept of the payload, in characters of JSON. */
const PAYLOAD_LIMIT = 8_192;

/** `afterMs` counts from connect, null when it came before the CONNECT reply; `late` when it was missing already. */
export function acknowledgementOf(args: readonly unknown[], afterMs: number | null, late: boolean): FactOf<'acknowledged'> {
  const payload: unknown = args.length > 1 ? args : args[0];
  const timestamp: unknown = typeof payload === 'object' && payload !== null ? (payload as { timestamp?: unknown }).timestamp : undefined;
  return { kind: 'acknowledged', afterMs, late, payload: boundedValue(payload, PAYLOAD_LIMIT), serverTime: parseServerTime(timestamp) };
}
