/** Writes recordings as newline-delimited JSON: a header, an entry a line, and a footer. */
import { FORMAT, FORMAT_VERSION, type Footer, type Header } from './ndjson.ts';
import { isoTime, jsonText, partsOf, type Part, type WriteOptions } from './shared-recording.ts';

export async function* writeNdjson({ recordings, redactor, creator, at }: WriteOptions): AsyncGenerator<Part> {
  const header: Header = {
    format: FORMAT,
    version: FORMAT_VERSION,
    createdAt: isoTime(at),
    creator,
    redacted: redactor.counts !== null,
    recordings: recordings.map(({ source, name, url }) => ({ source, name, url: redactor.text(url) })),
  };
  yield { text: line(header), entries: 0 };
  let entries = 0;
  for (const recording of recordings) {
    for await (const part of partsOf(recording, redactor)) {
      entries += part.length;
      yield { text: part.map(line).join(''), entries: part.length };
    }
  }
  const footer: Footer = { end: true, entries, redacted: Object.fromEntries(redactor.counts ?? []) };
  yield { text: line(footer), entries: 0 };
}

function line(value: unknown): string {
  return `${jsonText(value)}\n`;
}
