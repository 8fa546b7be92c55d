/** Numbers, times and payloads as text. Pure; bounded, since what is formatted came from a server. */

import { LINE_BREAKS, visible } from '../wire/unseen.ts';
import type { PlainKey } from './keys.ts';
import { say, sayNumber } from './say.ts';

/** A whole number with thousands separators. */
export function formatCount(value: number): string {
  return sayNumber(value);
}

/** A round trip or another short time, in ms, with a decimal where that matters: “12 ms”, “1.4 ms”, “<0.1 ms”. */
export function formatMs(ms: number): string {
  const rounded = ms < 9.95 ? Number(ms.toFixed(1)) : Math.round(ms);
  return rounded === 0 && ms > 0 ? say('common_underOneMillisecond') : say('common_milliseconds', { value: rounded });
}

/** A duration in ms, in the two largest units that matter: “340 ms”, “4.2 s”, “42 s”, “12 m 4 s”, “3 h 5 m”, “2 d 1 h”. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `-${formatDuration(-ms)}`;
  if (ms < 1000) return formatMs(ms);
  const seconds = ms / 1000;
  if (seconds < 9.95) return say('common_seconds', { value: Number(seconds.toFixed(1)) });
  if (seconds < 59.5) return say('common_seconds', { value: Math.round(seconds) });
  return twoUnits(Math.round(seconds));
}

/** Like {@link formatDuration} but in whole seconds, for what ticks once a second: “0 s”, “4 s”, “12 m 4 s”. */
export function formatSeconds(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return seconds < 60 ? say('common_seconds', { value: seconds }) : twoUnits(seconds);
}

function twoUnits(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joined(minutes, 'common_minutes', seconds % 60, 'common_seconds');
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(hours, 'common_hours', minutes % 60, 'common_minutes');
  return joined(Math.floor(hours / 24), 'common_days', hours % 24, 'common_hours');
}

function joined(large: number, largeUnit: PlainKey, small: number, smallUnit: PlainKey): string {
  const first = say(largeUnit, { value: large });
  return small === 0 ? first : say('common_twoUnits', { large: first, small: say(smallUnit, { value: small }) });
}

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

/** The local time of day of an epoch time in ms: “14:03:22”. */
export function formatTimeOfDay(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '--:--:--' : `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** The day of an epoch time and a blank, “11-22 ”, or nothing when it is the day of `now`. */
export function formatDayUnlessToday(at: number, now: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime()) || date.toDateString() === new Date(now).toDateString()) return '';
  return `${pad(date.getMonth() + 1)}-${pad(date.getDate())} `;
}

/** The milliseconds of an epoch time, to follow {@link formatTimeOfDay}: “.040”. */
export function formatMillis(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : `.${pad(date.getMilliseconds(), 3)}`;
}

/** Date, time and zone of an epoch time in ms: “2026-11-23 14:03:22.040 UTC+01:00”. */
export function formatTimestamp(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return say('common_notATime');
  const offset = -date.getTimezoneOffset();
  const zone = `UTC${offset < 0 ? '-' : '+'}${pad(Math.floor(Math.abs(offset) / 60))}:${pad(Math.abs(offset) % 60)}`;
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())} ${formatTimeOfDay(at)}${formatMillis(at)} ${zone}`;
}

/** For machines; an impossible time, which only a broken recording could hold, has none. */
export function isoTime(at: number): string | undefined {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** Bytes as the nearest of B, kB, MB: “100 kB”. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return say('common_bytes', { value: bytes });
  if (bytes < 1_000_000) return say('common_kilobytes', { value: Number((bytes / 1000).toPrecision(3)) });
  return say('common_megabytes', { value: Number((bytes / 1_000_000).toPrecision(3)) });
}

/** A clock difference in ms with its direction in words. */
export function formatClockOffset(ms: number): string {
  if (Math.abs(ms) < 1) return say('common_clockInStep');
  return say(ms > 0 ? 'common_clockAhead' : 'common_clockBehind', { duration: formatDuration(Math.abs(ms)) });
}

/** At most `limit` UTF-16 units of a text, without half a surrogate pair at its end. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/** At most `limit` UTF-16 units of a text as it can be shown: characters that nobody sees, or that turn it around, are escaped. */
export function shown(text: string, limit: number): string {
  return visible(clip(text, limit), LINE_BREAKS);
}

/** One line for a table cell: clipped first, so that a megabyte costs nothing, then with a blank for breaks and controls. */
export function singleLine(text: string, limit: number): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what must go
  const line = visible(clip(text, limit).replace(/(?:(?!\ufeff)[\s\u0000-\u001f\u007f-\u009f])+/g, ' '));
  return text.length > limit || line.length > limit ? `${clip(line, limit)}…` : line;
}

/** Any value as indented JSON; whatever JSON cannot say becomes a short description. Never throws. */
export function prettyJson(value: unknown): string {
  try {
    return JSON.stringify(value, null, 2) ?? String(value);
  } catch {
    return say('common_unshowable');
  }
}

/** Like {@link prettyJson}, on one line. */
export function compactJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return say('common_unshowable');
  }
}

/** JSON text indented, or the text as it is when it is not JSON. */
export function prettyJsonText(text: string): string {
  try {
    return prettyJson(JSON.parse(text));
  } catch {
    return text;
  }
}
