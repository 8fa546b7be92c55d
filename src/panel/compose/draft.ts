/** A message as somebody composes it, and the command's form of it. Pure: the form shows what these functions say. */
import * as v from 'valibot';
import type { Argument, Composed } from '../../core/contract/messages.ts';
import type { FieldError, Parsed } from '../../core/settings/profile.ts';
import { toBase64 } from '../../core/wire/base64.ts';
import { parseHex } from './hex.ts';
import { expandText, parseJsonTemplate, type TemplateValues } from './templates.ts';
import { say } from '../../core/words/say.ts';

const text = v.pipe(v.string(), v.maxLength(1_048_576));

/** One argument, or one raw frame. A file is kept by its bytes, unless they were too many to keep in the history. */
const partSchema = v.variant('kind', [
  v.object({ kind: v.literal('json'), text }),
  v.object({ kind: v.literal('text'), text }),
  v.object({ kind: v.literal('hex'), text }),
  v.object({ kind: v.literal('file'), name: v.pipe(v.string(), v.maxLength(500)), bytes: v.number(), base64: v.nullable(v.string()) }),
]);
export type Part = v.InferOutput<typeof partSchema>;
export type PartKind = Part['kind'];

export const draftSchema = v.object({
  event: v.pipe(v.string(), v.maxLength(10_000)),
  namespace: v.pipe(v.string(), v.maxLength(10_000)),
  args: v.pipe(v.array(partSchema), v.maxLength(100)),
  wantsAck: v.boolean(),
  /** As typed, in milliseconds. */
  timeout: v.pipe(v.string(), v.maxLength(100)),
  /** What is sent where the target takes raw frames alone. */
  frame: partSchema,
});
export type Draft = v.InferOutput<typeof draftSchema>;

export const MOST_ARGUMENTS = 100;
/** In bytes. More would have to be held as text several times over on its way to the background. */
export const LARGEST_FILE = 5_000_000;

export function emptyDraft(): Draft {
  return { event: '', namespace: '/', args: [], wantsAck: false, timeout: '5000', frame: { kind: 'text', text: '' } };
}

export function emptyPart(kind: PartKind): Part {
  return kind === 'file' ? { kind, name: '', bytes: 0, base64: null } : { kind, text: '' };
}

/** What a draft sends as: an event where the target speaks Socket.IO, else one raw frame. */
export const SHAPES = ['event', 'frame'] as const;
export type Shape = (typeof SHAPES)[number];

/** The field of an argument, as errors name it. */
export const argumentField = (index: number) => `args.${index}`;

/** The message that a draft describes, or the first field that is wrong and what to do. */
export function compose(draft: Draft, shape: Shape, acknowledges: boolean, values: TemplateValues): Parsed<Composed> {
  return shape === 'event' ? composeEvent(draft, acknowledges && draft.wantsAck, values) : composeFrame(draft.frame, values);
}

function composeEvent(draft: Draft, wantsAck: boolean, values: TemplateValues): Parsed<Composed> {
  if (draft.event === '') return refuse('event', say('errors_eventEmpty'));
  const namespace = draft.namespace.trim();
  if (!/^\/[^\s,]*$/.test(namespace)) return refuse('namespace', say('errors_namespace'));
  const ackTimeoutMs = wantsAck ? milliseconds(draft.timeout) : null;
  if (wantsAck && ackTimeoutMs === null) return refuse('timeout', say('errors_timeout'));
  const args: Argument[] = [];
  for (const [index, part] of draft.args.entries()) {
    const argument = toArgument(part, argumentField(index), say('compose_argument', { number: index + 1 }), values);
    if (!argument.ok) return argument;
    args.push(argument.value);
  }
  return { ok: true, value: { kind: 'event', namespace, event: draft.event, args, ackTimeoutMs } };
}

function composeFrame(frame: Part, values: TemplateValues): Parsed<Composed> {
  if (frame.kind === 'text') return { ok: true, value: { kind: 'text', text: expandText(frame.text, values) } };
  const argument = toArgument(frame, 'frame', say('compose_frame'), values);
  if (!argument.ok) return argument;
  const { value } = argument;
  return { ok: true, value: value.kind === 'binary' ? value : { kind: 'text', text: JSON.stringify(value.value) } };
}

function toArgument(part: Part, field: string, name: string, values: TemplateValues): Parsed<Argument> {
  switch (part.kind) {
    case 'json': {
      const parsed = parseJsonTemplate(part.text, values, field, name);
      return parsed.ok ? { ok: true, value: { kind: 'json', value: parsed.value } } : parsed;
    }
    case 'text':
      return { ok: true, value: { kind: 'json', value: expandText(part.text, values) } };
    case 'hex': {
      const parsed = parseHex(part.text, field, name);
      return parsed.ok ? { ok: true, value: { kind: 'binary', base64: toBase64(parsed.value) } } : parsed;
    }
    case 'file':
      if (part.base64 !== null) return { ok: true, value: { kind: 'binary', base64: part.base64 } };
      return refuse(field, part.name === '' ? say('errors_noFile', { name }) : say('errors_fileNotKept', { name, file: part.name.slice(0, 100) }));
  }
}

function milliseconds(typed: string): number | null {
  const value = Number(typed.trim() === '' ? NaN : typed);
  return value >= 1 && value <= 600_000 ? value : null;
}

function refuse(field: string, message: string): { ok: false; error: FieldError } {
  return { ok: false, error: { field, message } };
}
