/** Reads a log line that is all text: the colours of a terminal, and level, time and logger where they stand in their usual places. */
import type { LogLevel } from '../entries/entry.ts';
import { levelOfPriority, levelOfWord } from '../entries/log-level.ts';
import { TIME_IN_TEXT } from './server-time.ts';

/** Control sequences and operating system commands of ECMA-48: colours, cursor moves, titles and links. */
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const TERMINAL_CODES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\^_])/g;

/** A text as a terminal would show it, without its colours. */
export function withoutColours(text: string): string {
  return text.includes('\u001b') ? text.replace(TERMINAL_CODES, '') : text;
}

/** What stands in front of the message is in the beginning of the first line. UTF-16 units. */
const HEAD = 240;

const CAPITALS =
  /(?:^|[\s[(|<])(TRACE|VERBOSE|DEBUG|INFO|NOTICE|SUCCESS|WARN|WARNING|ERROR|ERR|SEVERE|CRIT|CRITICAL|FATAL|ALERT|EMERG|EMERGENCY|PANIC|VRB|DBG|INF|WRN|FTL)(?=[\s\])|>:,]|$)/;
/** `[error    ]` of structlog, `[core:error]` of Apache, and `[shop] warn:` of winston. */
const BRACKETS = /(?:^|\s)\[(?:[\w.]+:)?\s*([a-z]{3,12})\s*\]/;
/** `error: ` of winston, `fail: ` of .NET, and the same after a time and a label: `[shop] warn: `. */
const AT_START = /^\W{0,8}(?:\[[^\]]{0,100}\]\s*)?([a-z]{4,12}):(?=\s|$)/i;
/** `E1130 21:54:00.454123` of glog, with the month and day. */
const GLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
const PRIORITY = /^<(\d{1,3})>/;
/** The start of a stack that was relayed without anything in front of it. */
const STACK = /^(?:Traceback \(most recent call last\):|(?:Uncaught )?[\w.$]*(?:Error|Exception)\b[^\n]*\n\s+at )/;
/** The request and status of an access log, which has no level: what its words say is the visitor's. */
const ACCESS = /^\S+ \S+ \S+ \[[^\]]{10,40}\] "/;

/** `shop.orders` in `ERROR:shop.orders:`, `ERROR shop::orders: ` and `[ERROR] shop.orders - `. A single word may be the message's. */
const LOGGER = /^[\s\])|>:,]{0,12}(?:\d+ --- )?(?:\[[^\]]{0,60}\]\s+)*([A-Za-z_][\w$-]*(?:(?:\.|::|:|\/)[\w$<>-]+){0,12})\s*(?:: |:$|- )/;
const BASIC = /^[A-Z]+:([^\s:]{1,100}):/;
/** `2026-11-30T21:54:00.454Z shop:orders text` and `  shop:orders text +0ms`, of the package debug. */
const DEBUG = /^\s*(?:\S+Z )?([\w-]+(?::[\w*-]+)+) (?!\/)/;

export interface TextHead {
  /** Null where the text names none. */
  readonly level: LogLevel | null;
  /** As it stands in the text, or empty. */
  readonly levelText: string;
  readonly timeText: string;
  readonly logger: string;
}

function levelIn(head: string): { readonly level: LogLevel; readonly levelText: string; readonly end: number } | null {
  const priority = PRIORITY.exec(head);
  if (priority !== null) return { level: levelOfPriority(Number(priority[1])), levelText: priority[0], end: priority[0].length };
  if (ACCESS.test(head)) return null;
  const afterTime = TIME_IN_TEXT.exec(head);
  const rest = afterTime === null ? 0 : afterTime.index + afterTime[0].length;
  for (const [pattern, from] of [[GLOG, 0], [CAPITALS, 0], [BRACKETS, 0], [AT_START, 0], [AT_START, rest]] as const) {
    const match = pattern.exec(head.slice(from));
    const level = match === null ? null : levelOfWord(match[1]!);
    if (match !== null && level !== null) return { level, levelText: match[1]!, end: from + match.index + match[0].length };
  }
  return null;
}

function loggerIn(head: string, end: number | null, time: RegExpExecArray | null): string {
  const basic = BASIC.exec(head);
  if (basic !== null) return basic[1]!;
  if (end === null) return (time === null || time.index < 2 ? DEBUG.exec(head)?.[1] : undefined) ?? '';
  // Loguru puts function and line behind it: `shop.pay:pay:17`.
  const name = (LOGGER.exec(head.slice(end))?.[1] ?? '').replace(/(?<=.):[\w<>]+:\d+$/, '');
  return /[.:/]|^__/.test(name) ? name : '';
}

/** `SEVERE: ` in the second line, as java.util.logging writes it. */
const SECOND_LINE = /^[^\n]{1,200}\n([A-Z]{4,8}): /;

/** Reads the head of a text without colours. What is not in its usual place is not guessed at. */
export function readTextHead(text: string): TextHead {
  const [head = ''] = text.slice(0, HEAD).split('\n', 1);
  const time = TIME_IN_TEXT.exec(head);
  const found = levelIn(head);
  const second = found === null ? (SECOND_LINE.exec(text.slice(0, HEAD * 2))?.[1] ?? '') : '';
  const stack = found === null && STACK.test(text.slice(0, 2_000));
  return {
    level: found?.level ?? levelOfWord(second) ?? (stack ? 'error' : null),
    levelText: found?.levelText ?? (levelOfWord(second) === null ? '' : second),
    timeText: time?.[0] ?? '',
    logger: loggerIn(head, found?.end ?? null, time),
  };
}

const PAIR = /(?:^|\s)([\w.@-]{1,60})=(?:"((?:[^"\\]|\\.){0,10000})"|([^\s"]{0,1000}))(?=\s|$)/g;
/** Pairs that one line is read for. */
const MOST_PAIRS = 100;

/** `time=… level=WARN msg="stock is low"`, as logrus and Go's slog write it, as an object; null of a text that is not that. */
export function readPairs(text: string): Record<string, string> | null {
  if (text.length > 20_000 || !/(?:^|\s)(?:level|lvl|severity)=\S/.test(text) || !/(?:^|\s)(?:msg|message|event)=/.test(text)) return null;
  const pairs: [string, string][] = [];
  for (const [, name, quoted, bare] of text.matchAll(PAIR)) {
    pairs.push([name!, quoted?.replace(/\\(["\\])/g, '$1') ?? bare ?? '']);
    if (pairs.length >= MOST_PAIRS) return null;
  }
  return Object.fromEntries(pairs);
}
