/** Just enough of the WebSocket framing to know where in a byte stream each frame begins and ends. */

/** Where a frame begins in a chunk, and where it or the chunk ends. */
export interface FrameSpan {
  start: number;
  end: number;
}

/** Follows the server's half of a WebSocket stream, whose frames are not masked. It must see every byte. */
export class FrameFollower {
  #header: number[] = [];
  #payloadLeft = 0;

  /** Takes the next chunk, and gives the first frame that begins in it. */
  follow(chunk: Buffer): FrameSpan | undefined {
    let first: FrameSpan | undefined;
    let at = 0;
    while (at < chunk.length) {
      if (this.#payloadLeft > 0) {
        at += this.#skipPayload(chunk.length - at);
        if (first && first.end === Infinity && this.#payloadLeft === 0) first.end = at;
        continue;
      }
      if (this.#header.length === 0) first ??= { start: at, end: Infinity };
      this.#header.push(chunk.readUInt8(at));
      at += 1;
      const length = payloadLength(this.#header);
      if (length === undefined) continue;
      this.#header = [];
      this.#payloadLeft = length;
      if (first && first.end === Infinity && length === 0) first.end = at;
    }
    return first && { start: first.start, end: Math.min(first.end, chunk.length) };
  }

  #skipPayload(available: number): number {
    const skipped = Math.min(this.#payloadLeft, available);
    this.#payloadLeft -= skipped;
    return skipped;
  }
}

/** The length that a frame's header announces, once enough of the header is there. */
function payloadLength(header: number[]): number | undefined {
  const [, second] = header;
  if (second === undefined) return undefined;
  const short = second & 0x7f;
  const extra = short === 127 ? 8 : short === 126 ? 2 : 0;
  if (header.length < 2 + extra) return undefined;
  if (extra === 0) return short;
  return header.slice(2).reduce((sum, byte) => sum * 256 + byte, 0);
}
