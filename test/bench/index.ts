/** The benchmarks, in the order in which they run. */
import { diagnosis } from './diagnosis.ts';
import { files } from './files.ts';
import { growth } from './growth.ts';
import { hook } from './hook.ts';
import { idle } from './idle.ts';
import { ingest } from './ingest.ts';
import { large } from './large.ts';
import { memory } from './memory.ts';
import { open } from './open.ts';
import { scroll } from './scroll.ts';
import { search } from './search.ts';
import type { Benchmark } from './support/benchmark.ts';

export const BENCHMARKS: readonly Benchmark[] = [ingest, idle, search, open, memory, large, files, scroll, growth, hook, diagnosis];
