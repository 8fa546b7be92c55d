/** Cuts a text that comes in chunks into lines, none of which is longer than a bound. */

export interface Line {
  readonly text: string;
  /** Whether it was longer than the bound. Then `text` is empty. */
  readonly tooLong: boolean;
  /** Whether the text ended before the line did. */
  readonly unended: boolean;
}

export async function* linesOf(chunks: AsyncIterable<string>, limit: number): AsyncGenerator<Line> {
  let held: string[] = [];
  let length = 0;
  const take = (unended: boolean): Line => {
    const tooLong = length > limit;
    const text = tooLong ? '' : held.join('').replace(/\r$/, '');
    held = [];
    length = 0;
    return { text, tooLong, unended };
  };
  const hold = (piece: string) => {
    length += piece.length;
    if (length > limit) held = [];
    else held.push(piece);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
      hold(chunk.slice(start, end));
      start = end + 1;
      yield take(false);
    }
    hold(chunk.slice(start));
  }
  if (length > 0) yield take(true);
}
