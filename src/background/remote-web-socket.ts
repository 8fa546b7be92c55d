/** A WebSocket that the offscreen document hosts, with the face that engine.io-client knows. */
import { fromPayload, toPayload, type Report } from '../core/contract/offscreen.ts';
import { bytesOf } from '../core/wire/bytes.ts';
import { ABNORMAL_CLOSE, type Channel, type Line } from './line.ts';
import type { WebSocketLike } from '../connection/network.ts';

export class RemoteWebSocket extends EventTarget implements WebSocketLike {
  /** Whatever engine.io-client chooses, the bytes come as an ArrayBuffer, which is its choice. */
  binaryType: BinaryType = 'arraybuffer';
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onerror: WebSocketLike['onerror'] = null;
  onclose: WebSocketLike['onclose'] = null;
  #channel: Channel | null = null;
  #closing = false;
  #opened = false;
  #failed = false;

  /** `line` is the way to the document, once there is one. */
  constructor(url: string, line: Promise<Line>) {
    super();
    line.then(
      (standing) => {
        if (this.#closing) this.#end(ABNORMAL_CLOSE, '');
        else this.#channel = standing.begin({ type: 'open', url }, (report) => this.#take(report));
      },
      (error: unknown) => this.#end(ABNORMAL_CLOSE, error instanceof Error ? error.message : String(error)),
    );
  }

  send(data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer>): void {
    this.#channel?.post({ type: 'send', payload: toPayload(typeof data === 'string' ? data : bytesOf(data)) });
  }

  close(): void {
    this.#closing = true;
    this.#channel?.post({ type: 'close' });
  }

  #take(report: Report): void {
    if (report.type === 'opened') this.#open();
    else if (report.type === 'received') this.#receive(fromPayload(report.payload));
    else if (report.type === 'failed') this.#fail();
    else if (report.type === 'closed') this.#end(report.code, report.reason);
  }

  #open(): void {
    this.#opened = true;
    this.#tell(new Event('open'), this.onopen);
  }

  #fail(): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#tell(new Event('error'), this.onerror);
  }

  #receive(data: string | Uint8Array<ArrayBuffer>): void {
    this.#tell(new MessageEvent<unknown>('message', { data: typeof data === 'string' ? data : data.buffer }), this.onmessage);
  }

  #end(code: number, reason: string): void {
    this.#channel?.end();
    this.#channel = null;
    // One that never opened has failed, whoever ended it.
    if (!this.#opened) this.#fail();
    // Made by hand, because the constructor of a CloseEvent is not to be had everywhere.
    this.#tell(Object.assign(new Event('close'), { code, reason, wasClean: code !== ABNORMAL_CLOSE }), this.onclose);
  }

  /** Listeners first: they are the observer's, who is told of everything before engine.io-client is. */
  #tell<E extends Event>(event: E, handler: ((event: E) => void) | null): void {
    this.dispatchEvent(event);
    handler?.call(this, event);
  }
}
