/**
 * A round of probes: a few questions to a server, each asked once, each answer recorded. Questions that cannot disturb each
 * other are asked at the same time. A round against a server that never answers is over after one deadline, and any other
 * after two.
 */
import type { FactOf, ProbeQuestion } from '../recording/entry.ts';
import { otherPaths, pollingAddress, shownAddress, webSocketAddress, type ProbeTarget } from './addresses.ts';
import type { Answer, Asker } from './asker.ts';
import { Exchange, sessionAddress } from './exchange.ts';
import { asEngineSocket, isElsewhere, isHandshake, openedSession, payloadOf, recordedAnswer } from './reading.ts';

/** Requests of one session that make it likely enough that all of them reach it. */
const STICKY_REQUESTS = 4;

export interface ProbeOptions {
  /** Tells the rounds of one recording apart. */
  readonly round: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly record: (fact: FactOf<'probing' | 'probe'>) => void;
  /** Ends the round at once. */
  readonly signal: AbortSignal;
}

export interface ProbeRun {
  /** Everything that will be recorded was recorded. */
  readonly done: Promise<void>;
  /** Nothing of it is open on the wire any more: every session is closed, or could not be. Comes soon after `done`. */
  readonly settled: Promise<void>;
}

/** Starts a round. */
export function runProbes(target: ProbeTarget, ask: Asker, options: ProbeOptions): ProbeRun {
  const round = new Round(target, ask, options);
  const done = round.run();
  return { done, settled: done.then(async () => round.settled()) };
}

class Round {
  readonly #exchange: Exchange;
  readonly #asked: ProbeQuestion[] = [];

  constructor(
    private readonly target: ProbeTarget,
    private readonly ask: Asker,
    private readonly options: ProbeOptions,
  ) {
    this.#exchange = new Exchange(ask, options.signal);
  }

  async run(): Promise<void> {
    const { now } = this.options;
    const startedAt = now();
    const origin = this.ask.canSetOrigin ? (this.target.pageOrigin ?? null) : null;
    this.#recordRound('started', ['polling', 'polling-3', 'websocket', ...(origin === null ? [] : ['origin' as const])], null);
    await Promise.all([
      this.#polling(),
      this.#handshake('polling-3', pollingAddress(this.target, 3)),
      this.#webSocket(),
      origin === null ? null : this.#handshake('origin', pollingAddress(this.target, 4), origin),
    ]);
    this.#recordRound('done', [...new Set(this.#asked)], now() - startedAt);
  }

  async settled(): Promise<void> {
    return this.#exchange.settled();
  }

  /** The plain handshake; and, depending on its answer, whether its session lasts, or whether the server is elsewhere. */
  async #polling(): Promise<void> {
    const address = pollingAddress(this.target, 4);
    const answer = await this.#ask('polling', address, null, async () => this.#exchange.poll({ address }));
    if (isHandshake(answer, 4)) await this.#sticky(address, answer);
    this.#exchange.close(address, answer);
    if (isElsewhere(answer)) await Promise.all(otherPaths(this.target).map(async (path) => this.#handshake('path', pollingAddress(this.target, 4, path))));
  }

  /** Uses one session several times. A pong is what a server takes at any time, and tells nobody of. */
  async #sticky(address: string, handshake: Answer): Promise<void> {
    const session = openedSession(handshake.body);
    if (session === null) return;
    await this.#ask('sticky', address, null, async () => {
      const request = { address: sessionAddress(address, session.sid), body: payloadOf('3', session.revision) };
      let answer = await this.#exchange.poll(request);
      for (let sent = 1; sent < STICKY_REQUESTS && answer.status === 200; sent += 1) answer = await this.#exchange.poll(request);
      return answer;
    });
  }

  async #handshake(question: ProbeQuestion, address: string, origin: string | null = null): Promise<void> {
    const answer = await this.#ask(question, address, origin, async () => this.#exchange.poll({ address, origin }));
    this.#exchange.close(address, answer);
  }

  async #webSocket(): Promise<void> {
    const url = webSocketAddress(this.target);
    const goodbye = (first: string) => (openedSession(first) === null ? null : '1');
    await this.#ask('websocket', url, null, async () => asEngineSocket(await this.#exchange.openSocket({ url, origin: null, goodbye })));
  }

  /** Asks, and records the answer unless the round was ended meanwhile. */
  async #ask(question: ProbeQuestion, address: string, origin: string | null, put: () => Promise<Answer>): Promise<Answer> {
    const { now, record, round, signal } = this.options;
    const askedAt = now();
    if (!signal.aborted) this.#asked.push(question);
    const answer = await put();
    if (!signal.aborted) {
      record({ kind: 'probe', round, question, url: shownAddress(address), origin, ...recordedAnswer(answer), redirects: [], tookMs: Math.max(0, now() - askedAt) });
    }
    return answer;
  }

  #recordRound(state: 'started' | 'done', questions: readonly ProbeQuestion[], tookMs: number | null): void {
    this.options.record({ kind: 'probing', round: this.options.round, state, url: this.target.url, protocol: 'socket.io', questions: [...questions], tookMs });
  }
}
