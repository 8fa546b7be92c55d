/** The log lines that the benchmarks write: some 200 bytes of JSON each, numbered, and the same for the same number. Pure. */
export interface BenchLine {
  readonly timestamp: string;
  readonly level: string;
  readonly logger: string;
  readonly message: string;
  readonly n: number;
}

const LOGGERS = ['shop.orders', 'shop.payments', 'shop.stock', 'http.access', 'worker.mail', 'cache.sessions', 'auth.tokens'];
const LEVELS = ['debug', 'info', 'info', 'info', 'info', 'warning', 'error'];
const TEXTS = ['accepted and passed on to the warehouse', 'answered from the cache without asking', 'was retried after a timeout upstream', 'is waiting for its payment to settle'];
/** The time of the first line. A hundred a second follow. */
const BEGAN = Date.UTC(2026, 0, 1);

/** What only this line has: a number that looks random. */
function mixed(n: number): number {
  let bits = Math.imul(n ^ (n >>> 16), 0x45d9f3b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x45d9f3b);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** The line of a number, from 1. */
export function lineOf(n: number): BenchLine {
  const chance = mixed(n);
  const request = `${chance.toString(16).padStart(8, '0')}${mixed(n + 0x1000000).toString(16).padStart(8, '0')}`;
  const text = TEXTS[chance % TEXTS.length]!;
  return {
    timestamp: timeOf(n),
    level: LEVELS[(chance >>> 3) % LEVELS.length]!,
    logger: LOGGERS[(chance >>> 7) % LOGGERS.length]!,
    message: `Order ${chance % 100_000} of user ${(chance >>> 5) % 5_000} ${text} in ${(chance >>> 11) % 900} ms, request ${request}`,
    n,
  };
}

function timeOf(n: number): string {
  return new Date(BEGAN + n * 10).toISOString();
}
