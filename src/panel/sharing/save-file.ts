/** Puts a file together part by part, and saves it by the browser's own download. */
import type { Part } from '../../core/files/shared-recording.ts';

export interface Progress {
  readonly entries: number;
  readonly bytes: number;
}

/** Texts are joined up to this, in UTF-16 units, and then handed to the browser, which may keep them outside of memory. */
const PIECE = 1_000_000;
/** The view gets its turn this often, in milliseconds. */
const TURN_MS = 12;

/** Writes all parts, or rejects with the signal's reason. */
export async function assemble(parts: AsyncIterable<Part>, type: string, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<{ blob: Blob } & Progress> {
  const pieces: Blob[] = [];
  let texts: string[] = [];
  let length = 0;
  let entries = 0;
  let bytes = 0;
  let turn = performance.now();
  const hand = () => {
    const piece = new Blob(texts);
    pieces.push(piece);
    bytes += piece.size;
    texts = [];
    length = 0;
  };
  for await (const part of parts) {
    entries += part.entries;
    texts.push(part.text);
    length += part.text.length;
    if (length >= PIECE) hand();
    if (performance.now() - turn < TURN_MS) continue;
    onProgress({ entries, bytes });
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    turn = performance.now();
  }
  hand();
  return { blob: new Blob(pieces, { type }), entries, bytes };
}

export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser reads a large file for some time after the press.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** “holdfast-staging-2026-11-23-070000.har”. */
export function fileName(name: string, at: number, extension: string): string {
  const time = new Date(at).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  const safe = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '').slice(0, 40);
  return `holdfast-${safe === '' ? 'recording' : safe}-${time}.${extension}`;
}
