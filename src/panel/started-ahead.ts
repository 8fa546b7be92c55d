/** Threads of one kind, of which the next is always started ahead: to start one takes longer than many a search. */
export function startedAhead(startOne: () => Worker): () => Worker {
  let next: Worker | null = null;
  const start = () => {
    const worker = startOne();
    // One that does not start is not kept for later, when nobody would hear of that any more.
    worker.onerror = () => {
      if (next === worker) next = null;
    };
    next = worker;
  };
  requestIdleCallback(() => next ?? start());
  return () => {
    const worker = next ?? startOne();
    next = null;
    requestIdleCallback(() => next ?? start());
    return worker;
  };
}
