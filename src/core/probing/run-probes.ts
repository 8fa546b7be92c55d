/**
 * A round of probes: a few questions to a server, each asked once, each answer recorded. Questions that cannot disturb each
 * other are asked at the same time, and those that follow from an answer only where they can decide something. A round
 * against a server that never answers is over after one deadline and the steps below HTTP.
 */
import type { FactOf, ProbeQuestion } from '../entries/entry.ts';
import { connectPacket, hostAndPort, namesPort, otherPaths, otherScheme, pollingAddress, suggestedPaths, webSocketAddress, type ProbeTarget } from './addresses.ts';
import { answerOf, type Answer, type Asker, type Cookies } from './asker.ts';
import { Exchange, sessionAddress, type Step } from './exchange.ts';
import { asEngineSocket, isElsewhere, isHandshake, isOfEngine, mayBeOtherScheme, openedSession, payloadOf, recordedAnswer, wantsOtherScheme, type OpenedSession } from './reading.ts';
import { shownAddress } from './shown-address.ts';

/** Requests of one session that make it likely enough that all of them reach it. */
const STICKY_REQUESTS = 4;
/** What a server takes at any time, and tells nobody of. */
const PONG = '3';
/** So many addresses of a name are connected to. */
const MOST_ADDRESSES = 4;

const NO_ANSWER = answerOf({ outcome: 'timeout' });

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
    if (this.target.plain === undefined) await this.#engine();
    else await this.#plain(this.target.plain);
    this.#recordRound('done', [...new Set(this.#asked)], now() - startedAt);
  }

  async settled(): Promise<void> {
    return this.#exchange.settled();
  }

  /** Asks a server that is to speak Engine.IO. */
  async #engine(): Promise<void> {
    const origin = this.ask.canSetOrigin ? (this.target.pageOrigin ?? null) : null;
    this.#recordRound('started', ['polling', 'polling-3', 'websocket', ...(origin === null ? [] : ['origin' as const])], null);
    const [polling, , webSocket] = await Promise.all([
      this.#polling(),
      this.#handshake('polling-3', pollingAddress(this.target, 3)),
      this.#webSocket('websocket', webSocketAddress(this.target)),
      origin === null ? null : this.#handshake('origin', pollingAddress(this.target, 4), origin),
    ]);
    await Promise.all([
      this.#below(polling),
      mayBeOtherScheme(polling, namesPort(this.target.url)) ? this.#handshake('scheme', pollingAddress({ ...this.target, url: otherScheme(this.target.url) }, 4)) : null,
      isElsewhere(polling) && !wantsOtherScheme(polling) ? this.#elsewhere(polling, webSocket) : null,
    ]);
  }

  /** Asks a server of plain WebSockets, by the very address of one, and whether Socket.IO is there too. */
  async #plain(url: string): Promise<void> {
    this.#recordRound('started', ['websocket', 'path'], null);
    const [webSocket] = await Promise.all([this.#plainSocket('websocket', url), this.#handshake('path', pollingAddress(this.target, 4))]);
    await Promise.all([this.#below(webSocket), mayBeOtherScheme(webSocket, namesPort(url)) ? this.#plainSocket('scheme', otherScheme(url)) : null]);
  }

  /** The plain handshake; and, where it succeeds, what its session is good for. */
  async #polling(): Promise<Answer> {
    const address = pollingAddress(this.target, 4);
    const cookies = this.ask.cookies();
    const answer = await this.#ask('polling', address, null, async () => this.#exchange.poll({ address, cookies }));
    const session = openedSession(answer.body);
    if (session !== null && isHandshake(answer, 4)) await this.#session(address, session, cookies);
    this.#exchange.close(address, answer, cookies);
    return answer;
  }

  /** Whether the session takes what is sent, whether all its requests reach it, and whether a CONNECT is answered. */
  async #session(address: string, session: OpenedSession, cookies: Cookies | null): Promise<void> {
    const asked = sessionAddress(address, session.sid);
    const send = async (packet: string) => this.#exchange.poll({ address: asked, body: payloadOf(packet, session.revision), cookies });
    const sent = await this.#ask('post', address, null, async () => send(PONG));
    // What does not come from the server itself says nothing of its sessions.
    if (!isTaken(sent) && !isOfEngine(sent)) return;
    await this.#ask('sticky', address, null, async () => this.#sticky(send));
    const { connected = false, parser = 'default' } = this.target;
    if (!isTaken(sent) || connected || parser !== 'default') return;
    await this.#ask('connect', address, null, async () => {
      const taken = await send(connectPacket(this.target));
      return isTaken(taken) ? this.#exchange.poll({ address: asked, cookies, opensSession: false }) : taken;
    });
  }

  async #sticky(send: (packet: string) => Promise<Answer>): Promise<Answer> {
    let answer = await send(PONG);
    for (let count = 1; count < STICKY_REQUESTS && isTaken(answer); count += 1) answer = await send(PONG);
    return answer;
  }

  /** Looks for the server at other paths of the host, and for what answers instead. */
  async #elsewhere(polling: Answer, webSocket: Answer): Promise<void> {
    const paths = otherPaths(this.target);
    const isHidden = polling.outcome === 'hidden';
    const look = async (path: string) => {
      const found = await this.#handshake('path', pollingAddress(this.target, 4, path));
      // No browser hides whether a WebSocket opens.
      if (webSocket.outcome !== 'opened' && (isOfEngine(found) || (isHidden && found.outcome === 'hidden'))) await this.#webSocket('path', webSocketAddress(this.target, path));
    };
    const [root] = await Promise.all([isHidden ? null : this.#root(), ...paths.map(look)]);
    await Promise.all(suggestedPaths(root?.body ?? '', [this.target.path, ...paths]).map(look));
  }

  async #root(): Promise<Answer> {
    const address = `${this.target.url}/`;
    return this.#ask('root', address, null, async () => this.#exchange.poll({ address, opensSession: false }));
  }

  async #handshake(question: ProbeQuestion, address: string, origin: string | null = null): Promise<Answer> {
    const answer = await this.#ask(question, address, origin, async () => this.#exchange.poll({ address, origin }));
    this.#exchange.close(address, answer);
    return answer;
  }

  async #webSocket(question: ProbeQuestion, url: string): Promise<Answer> {
    const goodbye = (first: string) => (openedSession(first) === null ? null : '1');
    return this.#ask(question, url, null, async () => asEngineSocket(await this.#exchange.openSocket({ url, origin: null, expects: 'message', goodbye })));
  }

  /** Opens a plain WebSocket, and says nothing to it. */
  async #plainSocket(question: ProbeQuestion, url: string): Promise<Answer> {
    return this.#ask(question, url, null, async () => this.#exchange.openSocket({ url, origin: null, expects: 'opening', goodbye: () => null }));
  }

  /** Takes the steps below HTTP where a first answer is none. */
  async #below(first: Answer): Promise<void> {
    if (this.ask.lower === null || (first.outcome !== 'refused' && first.outcome !== 'timeout')) return;
    const { host, port } = hostAndPort(this.target.url);
    const place = this.target.url.replace(/^https?:\/\//, '');
    let addresses: readonly string[] = [];
    await this.#ask('name', `dns://${place}`, null, async () => {
      const looked = await this.#exchange.step(async ({ name }, signal) => name(host, signal));
      addresses = looked?.addresses ?? [];
      return looked?.answer ?? NO_ANSWER;
    });
    const connect = async (address: string) => this.#step('tcp', `tcp://${place}`, async ({ tcp }, signal) => tcp(address, port, signal), address);
    const connected = (await Promise.all(addresses.slice(0, MOST_ADDRESSES).map(connect))).some(({ outcome }) => outcome === 'opened');
    if (connected && this.target.url.startsWith('https:')) await this.#step('tls', `tls://${place}`, async ({ tls }, signal) => tls(host, port, signal));
  }

  /** `found` is what is known of the answer's body, whatever the answer. */
  async #step(question: ProbeQuestion, address: string, take: Step<Answer>, found: string | null = null): Promise<Answer> {
    return this.#ask(question, address, null, async () => {
      const answer = (await this.#exchange.step(take)) ?? NO_ANSWER;
      return { ...answer, body: answer.body ?? found };
    });
  }

  /** Asks, and records the answer unless the round was ended meanwhile. */
  async #ask(question: ProbeQuestion, address: string, origin: string | null, put: () => Promise<Answer>): Promise<Answer> {
    const { now, record, round, signal } = this.options;
    const askedAt = now();
    if (!signal.aborted) this.#asked.push(question);
    const answer = await put();
    if (!signal.aborted) record({ kind: 'probe', round, question, url: shownAddress(address), origin, ...recordedAnswer(answer), tookMs: Math.max(0, now() - askedAt) });
    return answer;
  }

  #recordRound(state: 'started' | 'done', questions: readonly ProbeQuestion[], tookMs: number | null): void {
    const { url, plain } = this.target;
    this.options.record({ kind: 'probing', round: this.options.round, state, url, protocol: plain === undefined ? 'socket.io' : 'websocket', questions: [...questions], tookMs });
  }
}

/** Whether a session took what was sent to it. */
function isTaken({ outcome, status }: Answer): boolean {
  return outcome === 'answered' && status === 200;
}
