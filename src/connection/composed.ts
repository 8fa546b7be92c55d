/** Turns what somebody composed into what goes over a wire. */
import { Encoder, PacketType } from 'socket.io-parser';
import type { Argument, Composed } from '../core/contract/messages.ts';
import { fromBase64 } from '../core/wire/base64.ts';
import { connectionKind } from '../core/wire/connection-kind.ts';

/** Acknowledgement ids of a page's own client count from 0. Ours begin where it never gets, so that they cannot be mixed up. */
let nextAckId = 1_000_000_000;

/** The arguments as an application would pass them to `emit`. */
export function argumentValues(args: readonly Argument[]): unknown[] {
  return args.map((argument) => (argument.kind === 'json' ? argument.value : (fromBase64(argument.base64) ?? new Uint8Array())));
}

/**
 * The WebSocket messages that carry it on a socket to `url`: a raw frame as it is, an event as an Engine.IO message with
 * a Socket.IO packet inside, followed by its attachments. In Engine.IO 3 a binary message begins with its type.
 */
export function framesFor(composed: Composed, url: string): (string | Uint8Array)[] {
  if (composed.kind === 'text') return [composed.text];
  if (composed.kind === 'binary') return [fromBase64(composed.base64) ?? new Uint8Array()];
  const encoded = new Encoder().encode({
    type: PacketType.EVENT,
    nsp: composed.namespace,
    data: [composed.event, ...argumentValues(composed.args)],
    ...(composed.ackTimeoutMs === null ? {} : { id: nextAckId++ }),
  });
  const { engineVersion } = connectionKind(url);
  return encoded.map((part: string | ArrayBuffer | Uint8Array) => {
    if (typeof part === 'string') return `4${part}`;
    const bytes = part instanceof Uint8Array ? part : new Uint8Array(part);
    return engineVersion === 3 ? Uint8Array.of(4, ...bytes) : bytes;
  });
}
