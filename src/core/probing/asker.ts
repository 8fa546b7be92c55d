/** How a question gets to a server. The background asks with the browser's means, a terminal with Node's. */

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly body: string | null;
  /** The Origin header to send. Null sends what this place always sends, which may be none. */
  readonly origin: string | null;
  /** Whether the answer may open a session, which must be closed again then. */
  readonly opensSession: boolean;
  /** What servers have set in the exchange that this is part of; null in a place that keeps cookies by itself. */
  readonly cookies: Cookies | null;
  /** Ends the request at once. */
  readonly signal: AbortSignal;
}

/** Cookies as one client keeps them. */
export interface Cookies {
  /** The `cookie` header for a request to `url`, as an object without it where there is nothing to send. */
  readonly headers: (url: string) => { readonly cookie?: string };
  /** Keeps what an answer from `url` has set. */
  readonly keep: (url: string, set: readonly string[]) => void;
}

export interface SocketAttempt {
  readonly url: string;
  readonly origin: string | null;
  /** Whether it counts as opened by its opening, or by the first message that it hears. */
  readonly expects: 'opening' | 'message';
  /** What to say before closing, given the first message. Null says nothing. */
  readonly goodbye: (first: string) => string | null;
  /** Ends the attempt at once. */
  readonly signal: AbortSignal;
}

/** What came back. Texts may be longer than what is recorded of them, but are bounded. */
export interface Answer {
  /**
   * `answered`: there is an HTTP status. `opened`: a WebSocket opened, said `body` and stood for a moment; or a step below
   * HTTP was passed. `closed`: it opened and closed, or it opened and had said nothing when the attempt was ended. `refused`: no connection, or one that failed without a status.
   * `hidden`: there is an answer, which the browser does not let us see. `timeout`: nothing, when the attempt was ended.
   */
  readonly outcome: 'answered' | 'opened' | 'closed' | 'refused' | 'hidden' | 'timeout';
  readonly status: number | null;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | null;
  /** A WebSocket's close code. */
  readonly code: number | null;
  /** What the network said went wrong, such as `ECONNREFUSED`, or empty. */
  readonly error: string;
  /** The redirects that led to it: status (0 where it is hidden) and the address to which each led (empty where that is). */
  readonly redirects: readonly (readonly [number, string])[];
}

/** The steps below HTTP, which a browser does not show. */
export interface LowerSteps {
  /** Looks a host name up: the addresses, in the order in which they would be tried, and the same as text. */
  readonly name: (host: string, signal: AbortSignal) => Promise<{ readonly answer: Answer; readonly addresses: readonly string[] }>;
  /** Connects to a port, and says nothing. */
  readonly tcp: (address: string, port: number, signal: AbortSignal) => Promise<Answer>;
  /** Shakes hands by TLS. Where that fails, `body` is what the port says to plain HTTP. */
  readonly tls: (host: string, port: number, signal: AbortSignal) => Promise<Answer>;
}

/** Never rejects: what goes wrong is an answer too. Never asks twice. */
export interface Asker {
  /** Whether an Origin other than this place's own can be sent. */
  readonly canSetOrigin: boolean;
  /** Null where they cannot be seen. */
  readonly lower: LowerSteps | null;
  /** The cookies of another exchange; null in a place that keeps cookies by itself. */
  readonly cookies: () => Cookies | null;
  readonly request: (request: HttpRequest) => Promise<Answer>;
  /**
   * Opens a WebSocket, waits for what is expected of it and a moment more, says goodbye and closes it. `answer` settles after
   * that moment, or with whatever else decides it, and at once when the attempt is ended; `ended` when nothing of it is open any more.
   */
  readonly openSocket: (attempt: SocketAttempt) => { readonly answer: Promise<Answer>; readonly ended: Promise<void> };
}

const NOTHING: Answer = { outcome: 'timeout', status: null, headers: [], body: null, code: null, error: '', redirects: [] };

/** An answer of which only this is known. */
export function answerOf(known: Partial<Answer> & Pick<Answer, 'outcome'>): Answer {
  return { ...NOTHING, ...known };
}
