/** How a question gets to a server. The background asks with the browser's means, a terminal with Node's. */

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly body: string | null;
  /** The Origin header to send. Null sends what this place always sends, which may be none. */
  readonly origin: string | null;
  /** Ends the request at once. */
  readonly signal: AbortSignal;
}

export interface SocketAttempt {
  readonly url: string;
  readonly origin: string | null;
  /** What to say before closing, given the first message. Null says nothing. */
  readonly goodbye: (first: string) => string | null;
  /** Ends the attempt at once. */
  readonly signal: AbortSignal;
}

/** What came back. Texts may be longer than what is recorded of them, but are bounded. */
export interface Answer {
  /**
   * `answered`: there is an HTTP status. `opened`: a WebSocket opened and said `body`. `closed`: it opened and closed, or it
   * opened and had said nothing when the attempt was ended. `refused`: no connection, or one that failed without a status.
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
}

/** Never rejects: what goes wrong is an answer too. Never asks twice. */
export interface Asker {
  /** Whether an Origin other than this place's own can be sent. */
  readonly canSetOrigin: boolean;
  readonly request: (request: HttpRequest) => Promise<Answer>;
  /**
   * Opens a WebSocket, waits for its first message, says goodbye and closes it. `answer` settles with the first message, or
   * whatever else decides it, and at once when the attempt is ended; `ended` when nothing of it is open any more.
   */
  readonly openSocket: (attempt: SocketAttempt) => { readonly answer: Promise<Answer>; readonly ended: Promise<void> };
}

const NOTHING: Answer = { outcome: 'timeout', status: null, headers: [], body: null, code: null, error: '' };

/** An answer of which only this is known. */
export function answerOf(known: Partial<Answer> & Pick<Answer, 'outcome'>): Answer {
  return { ...NOTHING, ...known };
}
