/** A place in a list that somebody asks for: a moment, or an entry by its number. Pure. */
import type { Parsed } from '../../core/settings/profile.ts';
import { clip } from '../../core/words/format.ts';
import type { TimeRange } from './time-range.ts';
import { say } from '../../core/words/say.ts';

/** Epoch ms, or the number of an entry in its recording. */
export type Place = { readonly at: number } | { readonly seq: number };

/** A day, with or without its year; a time of day, to the minute or finer; a zone. Each may be missing. */
const MOMENT =
  /^(?:(?:(\d{4})-)?(\d{1,2})-(\d{1,2})(?:T|\s+|$))?(?:(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(?:(?:UTC|GMT)?([+-]\d{2}):?(\d{2})|(Z|UTC|GMT))?$/i;
const DAY_MS = 86_400_000;

/**
 * Reads `14:03`, `14:03:22.5`, `2026-11-28 14:03:22`, `11-28 14:03`, a time with its zone as it is copied from here, and
 * `#1234`. A time without a day is the latest such time within what is recorded, or the one that is nearest to it.
 */
export function parsePlace(text: string, recorded: TimeRange): Parsed<Place> {
  const wanted = text.trim();
  const number = /^#\s*(\d{1,15})$/.exec(wanted);
  if (number !== null) return { ok: true, value: { seq: Number(number[1]) } };
  const at = momentOf(wanted, recorded);
  if (at !== null) return { ok: true, value: { at } };
  return { ok: false, error: { field: 'place', message: wanted === '' ? say('errors_noPlace') : say('errors_place', { text: clip(wanted, 60) }) } };
}

function momentOf(text: string, recorded: TimeRange): number | null {
  const match = MOMENT.exec(text);
  if (match === null || text === '') return null;
  const [, year, month, day, hours, minutes = '0', seconds = '0', fraction = '', zoneHours, zoneMinutes, utc] = match;
  const time = [Number(hours ?? 0), Number(minutes), Number(seconds)] as const;
  if (time[0] > 23 || time[1] > 59 || time[2] > 59) return null;
  const millis = Number(fraction.padEnd(3, '0').slice(0, 3));
  if (month === undefined || day === undefined) return hours === undefined || zoneHours !== undefined || utc !== undefined ? null : timeOfDay([...time, millis], recorded);
  const newest = new Date(recorded.to).getFullYear();
  const date = (inYear: number) => [inYear, Number(month) - 1, Number(day), ...time, millis] as const;
  if (year === undefined && hours === undefined) return null;
  // A day without its year is the last one of that name.
  const local = (inYear: number) => existing(date(inYear));
  if (zoneHours === undefined && utc === undefined) {
    if (year !== undefined) return local(Number(year));
    const [thisYear, lastYear] = [local(newest), local(newest - 1)];
    return thisYear !== null && thisYear < recorded.to + DAY_MS ? thisYear : (lastYear ?? thisYear);
  }
  if (year === undefined || existing(date(Number(year))) === null) return null;
  const offset = zoneHours === undefined ? 0 : Number(zoneHours) * 60 + Math.sign(Number(`${zoneHours}1`)) * Number(zoneMinutes);
  return Date.UTC(...date(Number(year))) - offset * 60_000;
}

/** Null of a day that there is not, such as the 30th of February. */
function existing([year, month, day, ...time]: readonly [number, number, number, number, number, number, number]): number | null {
  const date = new Date(year, month, day, ...time);
  return date.getMonth() === month && date.getDate() === day ? date.getTime() : null;
}

function timeOfDay(time: readonly [number, number, number, number], { from, to }: TimeRange): number {
  const distance = (at: number) => Math.max(from - at, at - to, 0);
  let best: number | null = null;
  const newest = new Date(to);
  // As many days as a recording may be long.
  for (let back = 0; back <= 31; back += 1) {
    const at = new Date(newest.getFullYear(), newest.getMonth(), newest.getDate() - back, ...time).getTime();
    if (best === null || distance(at) < distance(best)) best = at;
    if (at < from) break;
  }
  return best!;
}
