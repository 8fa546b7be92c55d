/**
 * One round's exchanges with a server: each has a deadline, and whatever session one of them opens is closed again, also
 * when its answer comes too late for anybody to want it.
 */
import { answerOf, type Answer, type Asker, type Cookies, type LowerSteps, type SocketAttempt } from './asker.ts';
import { openedSession, payloadOf } from './reading.ts';
import { TimeLimit } from './time-limit.ts';

/** How long an answer is waited for. Milliseconds. */
const DEADLINE_MS = 3_000;
/** How long after that, or after the end of the round, a request is kept, to close the session that it may still open. */
const LINGER_MS = 2_000;
/** Without sticky sessions a goodbye may reach a worker that does not know the session, so it is said again. */
const GOODBYES = 4;

/** What is asked by HTTP; where nothing else is said, a handshake by polling. */
export interface PollingRequest {
  readonly address: string;
  readonly body?: string;
  readonly origin?: string | null;
  readonly opensSession?: boolean;
  /** Those of the session that this belongs to. */
  readonly cookies?: Cookies | null;
}

/** A step below HTTP. */
export type Step<T> = (lower: LowerSteps, signal: AbortSignal) => Promise<T>;

export class Exchange {
  #underway = new Set<Promise<unknown>>();

  constructor(
    private readonly ask: Asker,
    /** Ends the waiting for every answer. */
    private readonly signal: AbortSignal,
  ) {}

  /** Asks by HTTP. After the deadline, or once the round is ended, the answer is `timeout`. */
  async poll({ address, body, origin = null, opensSession = body === undefined, cookies = null }: PollingRequest): Promise<Answer> {
    if (this.signal.aborted) return answerOf({ outcome: 'timeout' });
    const giveUp = new AbortController();
    const method = body === undefined ? 'GET' : 'POST';
    const request = this.ask.request({ url: address, method, body: body ?? null, origin, opensSession, cookies, signal: giveUp.signal });
    const limit = new TimeLimit(DEADLINE_MS, this.signal);
    const answer = await limit.race(request);
    limit.clear();
    if (answer === null) {
      if (opensSession) this.#keep(this.#linger(address, request, giveUp, cookies));
      else giveUp.abort();
    }
    return answer ?? answerOf({ outcome: 'timeout' });
  }

  /** Opens a WebSocket and hears what it says first. */
  async openSocket(attempt: Omit<SocketAttempt, 'signal'>): Promise<Answer> {
    if (this.signal.aborted) return answerOf({ outcome: 'timeout' });
    const limit = new TimeLimit(DEADLINE_MS, this.signal);
    const { answer, ended } = this.ask.openSocket({ ...attempt, signal: limit.signal });
    this.#keep(ended);
    const heard = await answer;
    limit.clear();
    return heard;
  }

  /** Takes a step below HTTP; null once the deadline is over or the round is ended, and where no such steps can be taken. */
  async step<T>(take: Step<T>): Promise<T | null> {
    if (this.ask.lower === null || this.signal.aborted) return null;
    const limit = new TimeLimit(DEADLINE_MS, this.signal);
    const taken = take(this.ask.lower, limit.signal);
    this.#keep(taken);
    const result = await limit.race(taken);
    limit.clear();
    return result;
  }

  /** Closes the session that a handshake at `address` opened, if it did. Nothing waits for that but `settled`. */
  close(address: string, handshake: Answer, cookies: Cookies | null = null): void {
    this.#keep(this.#goodbye(address, handshake, cookies));
  }

  /** Resolves once nothing of the round is open on the wire any more. */
  async settled(): Promise<void> {
    while (this.#underway.size > 0) await Promise.all(this.#underway);
  }

  /** Waits a little for an answer that nobody wants any more, because it may have opened a session. */
  async #linger(address: string, request: Promise<Answer>, giveUp: AbortController, cookies: Cookies | null): Promise<void> {
    const timer = setTimeout(() => giveUp.abort(), LINGER_MS);
    const late = await request;
    clearTimeout(timer);
    await this.#goodbye(address, late, cookies);
  }

  async #goodbye(address: string, handshake: Answer, cookies: Cookies | null): Promise<void> {
    const session = openedSession(handshake.body);
    if (session === null) return;
    // A POST that is redirected may arrive as a GET, so the goodbye goes where the redirects of the handshake led.
    const url = sessionAddress(handshake.redirects.at(-1)?.[1] || address, session.sid);
    const request = { url, method: 'POST', body: payloadOf('1', session.revision), origin: null, opensSession: false, cookies } as const;
    const limit = new TimeLimit(LINGER_MS);
    for (let said = 0; said < GOODBYES && !limit.signal.aborted; said += 1) {
      const { status } = await this.ask.request({ ...request, signal: limit.signal });
      if (status === 200) break;
    }
    limit.clear();
  }

  #keep(work: Promise<unknown>): void {
    const kept = work.finally(() => this.#underway.delete(kept));
    this.#underway.add(kept);
  }
}

/** The address of a session that was opened by a handshake at `address`. */
export function sessionAddress(address: string, sid: string): string {
  return `${address}${address.includes('?') ? '&' : '?'}sid=${encodeURIComponent(sid)}`;
}
