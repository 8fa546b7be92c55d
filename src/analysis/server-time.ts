/** Reads the timestamps that servers put into their payloads. */

/** Numbers below this are seconds (Python's time.time()); above, milliseconds (Date.now()). It is March 1973 in milliseconds. */
const LEAST_MILLISECONDS = 1e11;

/** `2026-11-23 10:00:00,123`, as Python's logging writes it, or ISO 8601. A time without a zone is taken as local, as JavaScript does. */
const DATE_TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?$/;

/** A server's timestamp in epoch milliseconds, or null when it is none that can be placed on a calendar. */
export function parseServerTime(value: unknown): number | null {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || value <= 0) return null;
    return value < LEAST_MILLISECONDS ? value * 1000 : value;
  }
  if (typeof value !== 'string' || value.length > 64) return null;
  const match = DATE_TIME.exec(value.trim());
  if (match === null) return null;
  const [, date, time, fraction = '', zone = ''] = match;
  // Date.parse reads three fraction digits; Python writes six.
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const parsed = Date.parse(`${date}T${time}.${milliseconds}${zone}`);
  return Number.isNaN(parsed) ? null : parsed;
}
