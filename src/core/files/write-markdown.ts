/** Writes entries as a Markdown excerpt, to be put into an issue: what happened, a line each, in a block of text. */
import { levelWord } from '../entries/log-level.ts';
import type { Entry, EntryOf } from '../entries/entry.ts';
import { visible } from '../wire/unseen.ts';
import { bounded } from '../wire/value-text.ts';
import { findingChange } from '../words/finding.ts';
import { LEFT_OUT } from '../redaction/redact-text.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { isoTime, partsOf, type Part, type WriteOptions } from './shared-recording.ts';
import { say } from '../words/say.ts';
import { problemText } from '../words/problem-text.ts';

/** UTF-16 units of one entry's text. Issue trackers take some 65,000 in all. */
const TEXT_LIMIT = 4_000;
export async function* writeMarkdown({ recordings, redactor, creator }: WriteOptions): AsyncGenerator<Part> {
  yield { text: head(creator), entries: 0 };
  for (const recording of recordings) {
    for await (const part of partsOf(recording, redactor)) {
      const lines = part.map(entryText).filter((text) => text !== null);
      yield { text: lines.join(''), entries: lines.length };
    }
  }
  yield { text: foot(redactor), entries: 0 };
}

/** A few entries at once, to be copied. */
export function markdownExcerpt(entries: readonly Entry[], redactor: Redactor, creator: WriteOptions['creator']): string {
  const lines = entries.map((entry) => entryText(redactor.entry(entry)) ?? '');
  return head(creator) + lines.join('') + foot(redactor);
}

function head({ name, version }: WriteOptions['creator']): string {
  return say('sharing_markdown_head', { creator: `${name} ${version}`.trimEnd() }) + `\n\n\`\`\`text\n`;
}

function foot({ counts }: Redactor): string {
  const total = [...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  return `\`\`\`\n${total === 0 ? '' : `\n${say('sharing_markdown_foot', { mark: LEFT_OUT })}\n`}`;
}

/** An entry as lines of which none can end the block: the first begins with a time, the others with four blanks. */
function entryText(entry: Entry): string | null {
  const text = describe(entry);
  if (text === null) return null;
  const { text: kept, cut } = bounded(visible(text, '\n'), TEXT_LIMIT);
  return `${isoTime(entry.at)} ${kept.replaceAll('\n', '\n    ')}${cut > 0 ? ` … and ${cut} more` : ''}\n`;
}

function describe(entry: Entry): string | null {
  switch (entry.kind) {
    case 'log': {
      const { logger, message, fields } = entry;
      return `${levelWord(entry).toUpperCase()}${logger === '' ? '' : ` ${logger}`}: ${message}${fields === '' || fields === '{}' ? '' : `\n${fields}`}`;
    }
    case 'packet':
      return packetText(entry);
    case 'socket-opened':
      return `socket ${entry.socket} opened: ${entry.protocol} ${entry.url}`;
    case 'socket-handshake':
      return `socket ${entry.socket} was answered with HTTP ${entry.status} ${entry.statusText}`;
    case 'socket-closed':
      return `socket ${entry.socket} closed${entry.code === null ? '' : ` with ${entry.code}`}${entry.reason === '' ? '' : `: ${entry.reason}`}`;
    case 'diagnosis':
      return findingChange(entry);
    default:
      return null;
  }
}

function packetText({ socket, direction, transport, type, namespace, bytes, text, binary, attachments, problem, answers, answeredBy }: EntryOf<'packet'>): string {
  const flaw = problemText({ type, problem });
  const where = namespace === null || namespace === '/' ? '' : ` ${namespace}`;
  const size = `${bytes} B${attachments.length === 0 ? '' : `, attachments: ${attachments.length}`}`;
  const after = answers === null ? '' : `, answers after ${answers.afterMs.toFixed(1)} ms`;
  const before = answeredBy === null ? '' : `, answered in ${answeredBy.afterMs.toFixed(1)} ms, above`;
  const content = text ?? (binary === null || binary === '' ? '' : `base64 ${binary}`);
  return `${direction === 'in' ? '<-' : '->'} ${socket} ${transport} ${type}${where} (${size}${after}${before})${flaw === '' ? '' : ` [${flaw}]`} ${content}`;
}
