/** Reads the timestamps that servers put into their payloads. */

/** Epoch times in seconds, milliseconds, microseconds and nanoseconds are told apart by their size: each limit is the least of its unit. */
const LEAST_SECONDS = 1e8;
const LEAST_MILLISECONDS = 1e11;
const LEAST_MICROSECONDS = 1e14;
const LEAST_NANOSECONDS = 1e17;
const MOST_NANOSECONDS = 1e20;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const CLOCK = String.raw`(\d\d):?(\d\d):?(\d\d)(?:[.,](\d{1,9}))?`;
const ZONE = String.raw`(?:\s*(Z|UTC|GMT|[+-]\d\d:?\d\d))?`;

/** `2026-11-23 10:00:00,123`, as Python's logging writes it, `2026/11/23 10:00:00`, or ISO 8601, also without its marks. */
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/]?)(\d\d)\2(\d\d)[T ]${CLOCK}${ZONE}$`, 'i');
/** `30/Nov/2026:21:54:00 +0000` of access logs, and `Mon, 30 Nov 2026 21:54:00 GMT` of RFC 2822. */
const DAY_FIRST = new RegExp(String.raw`^(?:[a-z]{3},?\s+)?(\d{1,2})[/ -]([a-z]{3})[a-z]*[/ -](\d{4})[: ]${CLOCK}${ZONE}$`, 'i');
/** `Mon Nov 30 21:54:00 2026`, as C and Apache write it. */
const YEAR_LAST = new RegExp(String.raw`^[a-z]{3}\s+([a-z]{3})\s+(\d{1,2})\s+${CLOCK}\s+(\d{4})$`, 'i');
/** `30/11/2026 21:54:00`: which of the first two is the month is known only where the other is none. */
const IN_FIGURES = new RegExp(String.raw`^(\d{1,2})[/.](\d{1,2})[/.](\d{4}),?\s+${CLOCK}$`);

/** The places in a text where one of these times may stand, for reading a line that is all text. */
export const TIME_IN_TEXT = new RegExp(
  [
    String.raw`\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:\s?[+-]\d\d:?\d\d\b|Z\b)?`,
    String.raw`\d\d[/ ][A-Z][a-z]{2}[/ ]\d{4}[: ]\d\d:\d\d:\d\d(?: [+-]\d{4})?`,
    String.raw`[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4}`,
    String.raw`\d{1,2}[/.]\d{1,2}[/.]\d{4},? \d\d:\d\d:\d\d`,
  ].join('|'),
);

/**
 * A server's timestamp in epoch milliseconds, or null when it is none that can be placed on a calendar. A time without a zone
 * is taken as local, as JavaScript does. Takes numbers, texts, dates, and objects such as `{ seconds, nanos }` and
 * `{ timestamp }`.
 */
export function parseServerTime(value: unknown): number | null {
  if (typeof value === 'number') return epochTime(value);
  if (typeof value === 'string') return value.length > 64 ? null : textTime(value.trim());
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.getTime();
  if (typeof value !== 'object' || value === null) return null;
  const { timestamp, seconds, nanos } = value as { timestamp?: unknown; seconds?: unknown; nanos?: unknown };
  if (typeof timestamp === 'number') return epochTime(timestamp);
  return typeof seconds === 'number' ? epochTime(seconds + (typeof nanos === 'number' ? nanos / 1e9 : 0)) : null;
}

function epochTime(value: number): number | null {
  if (!(value >= LEAST_SECONDS && value < MOST_NANOSECONDS)) return null;
  if (value < LEAST_MILLISECONDS) return value * 1000;
  if (value < LEAST_MICROSECONDS) return value;
  return value < LEAST_NANOSECONDS ? value / 1000 : value / 1_000_000;
}

function textTime(text: string): number | null {
  if (/^\d{9,20}(\.\d+)?$/.test(text)) return epochTime(Number(text));
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) {
    const [, year, , month, day, ...clock] = yearFirst;
    return calendarTime(year!, Number(month), day!, clock);
  }
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) {
    const [, day, month, year, ...clock] = dayFirst;
    return calendarTime(year!, monthOf(month!), day!, clock);
  }
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast !== null) {
    const [, month, day, hours, minutes, seconds, fraction, year] = yearLast;
    return calendarTime(year!, monthOf(month!), day!, [hours, minutes, seconds, fraction]);
  }
  const inFigures = IN_FIGURES.exec(text);
  if (inFigures === null) return null;
  const [, first, second, year, ...clock] = inFigures;
  if (Number(first) > 12) return calendarTime(year!, Number(second), first!, clock);
  return Number(second) > 12 || first === second ? calendarTime(year!, Number(first), second!, clock) : null;
}

const monthOf = (name: string) => MONTHS.indexOf(name.toLowerCase()) + 1;

/** `clock` is hours, minutes, seconds, their fraction and the zone, as texts. */
function calendarTime(year: string, month: number, day: string, [hours, minutes, seconds, fraction = '', zone = '']: readonly (string | undefined)[]): number | null {
  const date = `${year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
  // Date.parse reads three fraction digits; Python writes six, and Go nine.
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const offset = /^(z|utc|gmt)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const parsed = Date.parse(`${date}T${hours}:${minutes}:${seconds}.${milliseconds}${offset}`);
  return Number.isNaN(parsed) ? null : parsed;
}
