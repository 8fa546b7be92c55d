/** Reads a recording from a file, whichever of the formats it has. */
import { linesOf } from './lines.ts';
import { FORMAT } from './ndjson.ts';
import { HarFile } from './read-har.ts';
import { LINE_LIMIT, readNdjson } from './read-ndjson.ts';
import { refusal, type ReadFile } from './opened-file.ts';
import { say } from '../words/say.ts';

/** How much of a file is looked at to tell what it is, in UTF-16 units. */
const LOOKED_AT = 4_096;

/** The chunks are those of a text, cut anywhere. Never rejects for what is in them. */
export async function readRecordingFile(chunks: AsyncIterable<string>, name: string, now: number): Promise<ReadFile> {
  const iterator = withoutMark(chunks);
  let beginning = '';
  let done = false;
  while (beginning.length < LOOKED_AT && !done) {
    const next = await iterator.next();
    if (next.done === true) done = true;
    else beginning += next.value;
  }
  if (beginning.trim() === '') return refusal(say('sharing_problem_empty'));
  const all = (async function* () {
    yield beginning;
    yield* iterator;
  })();
  return new RegExp(`^\\s*\\{\\s*"format"\\s*:\\s*"${FORMAT}"`).test(beginning) ? readLines(all) : readWhole(all, name, now);
}

async function readLines(chunks: AsyncIterable<string>): Promise<ReadFile> {
  const lines = linesOf(chunks, LINE_LIMIT);
  const first = await lines.next();
  if (first.done === true) return refusal(say('sharing_problem_empty'));
  return readNdjson(first.value, lines);
}

async function readWhole(chunks: AsyncIterable<string>, name: string, now: number): Promise<ReadFile> {
  const file = new HarFile();
  for await (const chunk of chunks) if (!file.take(chunk)) break;
  return file.end(name, now);
}

/** Without the byte order mark that some editors put in front. */
async function* withoutMark(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const chunk of chunks) {
    yield isFirst ? chunk.replace(/^\uFEFF/, '') : chunk;
    isFirst = false;
  }
}
