/** The background's end of the port to an offscreen document. Each socket and each request is a channel of it. */
import type { Runtime } from 'webextension-polyfill';
import { parseReport, type Order, type OrderOf, type Report } from '../core/contract/offscreen.ts';
import { DOCUMENT_GONE } from '../core/entries/why.ts';

/** The close code of a WebSocket that has ended without one. */
export const ABNORMAL_CLOSE = 1006;
const LOST = { code: ABNORMAL_CLOSE, reason: DOCUMENT_GONE };

export interface Channel {
  readonly post: (order: OrderOf<'send' | 'close'>) => void;
  /** Nothing more is reported. */
  readonly end: () => void;
}

export class Line {
  #listeners = new Map<number, (report: Report) => void>();
  #lastId = 0;
  #isGone = false;
  /** Resolves when the document has gone. */
  readonly gone: Promise<void>;

  constructor(private readonly port: Pick<Runtime.Port, 'postMessage' | 'onMessage' | 'onDisconnect'>) {
    port.onMessage.addListener((message) => {
      const report = parseReport(message);
      if (report.ok) this.#listeners.get(report.value.id)?.(report.value);
    });
    this.gone = new Promise((resolve) => {
      port.onDisconnect.addListener(() => {
        this.#isGone = true;
        for (const [id, listener] of [...this.#listeners]) listener({ type: 'closed', id, ...LOST });
        resolve();
      });
    });
  }

  /** Has the document open a socket or make a request. Whatever comes of it is reported, the loss of the document as its end. */
  begin(order: OrderOf<'open' | 'request' | 'ask'>, onReport: (report: Report) => void): Channel {
    const id = (this.#lastId += 1);
    this.#listeners.set(id, onReport);
    if (this.#isGone) queueMicrotask(() => onReport({ type: 'closed', id, ...LOST }));
    else this.port.postMessage({ ...order, id } satisfies Order);
    return {
      post: (following) => {
        if (!this.#isGone) this.port.postMessage({ ...following, id } satisfies Order);
      },
      end: () => void this.#listeners.delete(id),
    };
  }
}
