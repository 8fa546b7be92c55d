/** Finds the stack traces that came with a log line, as lines of text. */
import { isLogObject, type LogObject } from './log-fields.ts';

export interface LogStack {
  /** Where it was found, such as `err.stack`; `message` where the message itself goes on in one. */
  readonly name: string;
  readonly text: string;
}

/** The names under which loggers write one, whatever is around them: `stack`, `exc_info`, `@x`, `error.stack_trace`, `full_message`. */
const NAMED = /stack|traceback|^exc_|exception|^@x$|^full_message$/i;
/** A frame as V8, Java, .NET, Python, Go, Rust, Ruby and PHP print it. */
const FRAME = /^\s+at |^\s*File ".*", line \d+|^goroutine \d+|^\s+\S+\.go:\d+|^\s+\d+: \S+::|^\s*(?:from )?\S+\.rb:\d+|^#\d+ \S+\.php\(\d+\)/m;

const DEEPEST = 5;
/** More than any line has. */
const MOST = 10;

/** A traceback that structlog's `dict_tracebacks` has taken apart, put together as Python prints it; null of anything else. */
function ofFrames(value: unknown): string | null {
  if (!Array.isArray(value)) return null;
  const parts = value.map((item: unknown) => {
    if (!isLogObject(item) || !Array.isArray(item['frames'])) return null;
    const frames = item['frames'].map((frame: unknown) => (isLogObject(frame) ? `  File "${String(frame['filename'])}", line ${String(frame['lineno'])}, in ${String(frame['name'])}` : '  …'));
    return ['Traceback (most recent call last):', ...frames, `${String(item['exc_type'])}: ${String(item['exc_value'])}`].join('\n');
  });
  return parts.length > 0 && parts.every((part) => part !== null) ? parts.join('\n\n') : null;
}

function* within(record: LogObject, prefix: string, depth: number): Generator<LogStack> {
  for (const [key, value] of Object.entries(record)) {
    const name = `${prefix}${key}`;
    if (typeof value === 'string') {
      if (value.includes('\n') && (NAMED.test(key) || FRAME.test(value))) yield { name, text: value };
    } else if (isLogObject(value)) {
      if (depth < DEEPEST) yield* within(value, `${name}.`, depth + 1);
    } else {
      const text = ofFrames(value);
      if (text !== null) yield { name, text };
    }
  }
}

/** The stacks of a line, the message's own first. `fields` is JSON text; nothing is found in one that was cut. */
export function stacksOf({ message, fields }: { readonly message: string; readonly fields: string }): LogStack[] {
  const own = message.includes('\n') && FRAME.test(message) ? [{ name: 'message', text: message }] : [];
  return [...own, ...[...within(fieldsOf(fields), '', 0)].slice(0, MOST)];
}

/** The further fields of a line as they were, or nothing where their text was cut. */
export function fieldsOf(fields: string): LogObject {
  try {
    const parsed: unknown = JSON.parse(fields);
    return isLogObject(parsed) ? parsed : {};
  } catch {
    return {};
  }
}
