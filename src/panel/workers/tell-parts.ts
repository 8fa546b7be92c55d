/** What the threads of the panel have in common: they do what they are told to once, tell of it bit by bit, and are ended by whoever started them. */
import type { SearchNews } from '../lists/search-thread.ts';

/** The longest between two tellings of what was found, in ms. At the beginning, when the first page fills, they are closer together. */
const TELL_EVERY = 50;

const tell = <Part>(news: SearchNews<Part>) => (self as unknown as Pick<Worker, 'postMessage'>).postMessage(news);

/** Tells parts, those together that come soon after each other. The first that holds anything does not wait for others. */
export async function tellParts<Part>(parts: AsyncIterable<Part>, join: (a: Part, b: Part) => Part, isEmpty: (part: Part) => boolean): Promise<void> {
  const began = performance.now();
  let told = began;
  let isFirst = true;
  let untold: Part | null = null;
  for await (const part of parts) {
    untold = untold === null ? part : join(untold, part);
    const waits = performance.now() - told < Math.min(TELL_EVERY, told - began);
    if (waits && !(isFirst && !isEmpty(untold))) continue;
    isFirst &&= isEmpty(untold);
    tell({ type: 'part', part: untold });
    told = performance.now();
    untold = null;
  }
  if (untold !== null) tell({ type: 'part', part: untold });
}

/** Does what an order says, of the kind that the thread is for, and tells how it ended. */
export function obey(work: (order: never) => Promise<void>): void {
  self.onmessage = ({ data }: MessageEvent<unknown>) => {
    work(data as never).then(() => tell({ type: 'done' }), () => tell({ type: 'failed' }));
  };
}
