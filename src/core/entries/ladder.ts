/** How far attempts to reach a server came, rung by rung. It is true whatever the cause, and where nobody knows one. */
import type { EntryRef } from './entry.ts';
import type { Finding } from './finding.ts';

/** The rungs, from the address that was given to the end of a connection that stood. */
export const RUNGS = ['address', 'allowed', 'name', 'tcp', 'tls', 'http', 'who', 'path', 'revision', 'transport', 'origin', 'upgrade', 'connect', 'stands', 'end'] as const;
export type Rung = (typeof RUNGS)[number];

/** `hidden`: attempts came here or beyond, and the browser does not say what became of them. `unreached`: none came so far. */
export type RungState = 'passed' | 'failed' | 'unreached' | 'hidden';

export interface Step {
  readonly rung: Rung;
  readonly state: RungState;
  /** The case of its words, such as `refused` of a failed `tcp`, or null. */
  readonly variant: string | null;
  readonly facts: Finding['facts'];
  readonly evidence: readonly EntryRef[];
}

export interface Ladder {
  /** The server's address without its query, such as `http://127.0.0.1:5552/socket.io/`. */
  readonly server: string;
  /** A step for each rung, in order. */
  readonly steps: readonly Step[];
  /**
   * `well`: a connection stands, and has for a while. `failing`: the newest attempts came to nothing, or end again and again.
   * `unproven`: nothing has stood long enough yet to be called well.
   */
  readonly health: 'well' | 'failing' | 'unproven';
}
