/**
 * Tells the documents that a tab loads from what DevTools calls navigations too: `history.replaceState`, a new fragment,
 * `document.open`, and Back or Forward, which are told twice. A document has a `performance.timeOrigin` of its own
 * (https://www.w3.org/TR/hr-time-3/#dfn-time-origin). A page can lie about it, and then its own refreshes are miscounted.
 */
import type { DocumentTimes } from '../views/inspected-page.ts';

/** While a document is just being loaded nobody answers, and a question whose document goes may stay without an answer. Milliseconds. */
const AGAIN_MS = 20;
const LONGEST_MS = 1_000;

/** Nobody loads another document so soon after: what is heard of then, and has nobody to tell, is of the same. Milliseconds. */
const SAME_DOCUMENT_MS = 50;

interface Heard {
  readonly url: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

interface Seams {
  /** Asks the tab for its document: null where there is no answer now. */
  readonly ask: () => Promise<DocumentTimes | null>;
  readonly wait: (ms: number) => Promise<void>;
}

export class RealNavigations {
  /** The document that was loaded last. */
  #last: { readonly at: number; readonly origin: number | null } | null = null;
  /** When the navigation before was heard of. */
  #before = Number.NEGATIVE_INFINITY;
  #done: Promise<void> = Promise.resolve();

  /** `tell` hears of each navigation in order, with whether it loaded a document. */
  constructor(
    private readonly seams: Seams,
    private readonly tell: (heard: Heard, isReal: boolean) => void,
  ) {}

  /** Notes the document that is there already. `now` in epoch milliseconds. */
  start(now: number): void {
    this.#done = this.#done.then(async () => {
      const document = await this.#answer();
      if (document !== null) this.#last ??= { at: now, origin: document.origin };
    });
  }

  hear(heard: Heard): void {
    // At once, so that it is this document that answers and not the one after it.
    const asked = this.#documentAt(heard);
    this.#done = this.#done.then(async () => {
      const document = await asked;
      const isReal = this.#isReal(document, heard.at);
      const origin = document?.origin ?? null;
      this.#before = heard.at;
      if (isReal) this.#last = { at: heard.at, origin };
      else if (this.#last?.origin === null) this.#last = { ...this.#last, origin };
      this.tell(heard, isReal);
    });
  }

  /** Null where the document was gone before it answered: the answer is a later document's, which came after this was heard of. */
  async #documentAt({ at }: Heard): Promise<DocumentTimes | null> {
    let document = await this.#answer();
    for (let waited = 0; document === null && waited < LONGEST_MS; waited += AGAIN_MS) {
      await this.seams.wait(AGAIN_MS);
      document = await this.#answer();
    }
    return document === null || document.loading > at ? null : document;
  }

  async #answer(): Promise<DocumentTimes | null> {
    return Promise.race([this.seams.ask(), this.seams.wait(LONGEST_MS).then(() => null)]);
  }

  #isReal(document: DocumentTimes | null, at: number): boolean {
    const last = this.#last;
    // Only a document that is being loaded, or cannot be asked at all, does not answer.
    if (document === null) return at - this.#before >= SAME_DOCUMENT_MS;
    if (last === null) return true;
    return last.origin === null ? document.loading > last.at : document.origin !== last.origin;
  }
}
