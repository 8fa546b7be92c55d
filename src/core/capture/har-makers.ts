/**
 * Who made a socket, as far as the network log tells. It names no frame and no worker, but it has the scripts on the
 * stack, the documents and worker scripts that were loaded, and a page for whatever the top document's process asked.
 */
import type { HarEntry } from './har.ts';

export interface Maker {
  readonly madeBy: 'page' | 'frame' | 'worker' | 'unknown';
  /** The address of the document or script. */
  readonly maker: string;
}

/** The addresses of what can make sockets. */
export interface Places {
  readonly pages: ReadonlySet<string>;
  readonly frames: ReadonlySet<string>;
  readonly workers: ReadonlySet<string>;
}

export const NOWHERE: Places = { pages: new Set(), frames: new Set(), workers: new Set() };

const MAKER_LENGTH = 8_192;

/** Scripts know their document by its address without the fragment. */
function withoutFragment(url: string): string {
  return url.split('#', 1)[0]!;
}

/** What the browser asked for something to be: `document`, `iframe`, `worker` and others, or empty if that is not told. */
function destination({ requestHeaders }: HarEntry): string {
  return requestHeaders.find(({ name }) => /^sec-fetch-dest$/i.test(name))?.value ?? '';
}

/** Learns from a whole log where its sockets may have been made. */
export function placesOf(entries: readonly HarEntry[], pageUrls: readonly string[]): Places {
  const pages = new Set(pageUrls.map(withoutFragment));
  const frames = new Set<string>();
  const workers = new Set<string>();
  for (const entry of entries) {
    const wanted = destination(entry);
    const url = withoutFragment(entry.url);
    if (wanted.endsWith('worker')) workers.add(url);
    else if (entry.type === 'document' && (/^(i?frame|object|embed)$/.test(wanted) || !pages.has(url))) frames.add(url);
  }
  return { pages, frames, workers };
}

function byStack(stack: readonly string[], { pages, frames, workers }: Places): Maker | undefined {
  // The outermost call is the maker's own script; further in are libraries, which all makers may share.
  for (const maker of stack.toReversed()) {
    if (workers.has(maker)) return { madeBy: 'worker', maker };
    const inFrame = maker === 'about:srcdoc' || frames.has(maker);
    // A page can have itself in a frame.
    if (inFrame) return { madeBy: pages.has(maker) ? 'unknown' : 'frame', maker };
    if (pages.has(maker)) return { madeBy: 'page', maker };
  }
  return undefined;
}

function byElimination({ stack, ofPage }: HarEntry, { pages, frames }: Places): Maker {
  const maker = stack.at(-1) ?? '';
  // With no page in the log, DevTools was opened after the document was loaded, and nothing follows from what is missing.
  if (pages.size === 0) return { madeBy: 'unknown', maker };
  // Of what is outside of the page's process, the documents of frames have been told already.
  if (!ofPage) return { madeBy: 'worker', maker };
  return frames.size === 0 ? { madeBy: 'page', maker } : { madeBy: 'unknown', maker };
}

export function makerOf(entry: HarEntry, places: Places): Maker {
  const { madeBy, maker } = byStack(entry.stack, places) ?? byElimination(entry, places);
  return { madeBy, maker: maker.slice(0, MAKER_LENGTH) };
}
