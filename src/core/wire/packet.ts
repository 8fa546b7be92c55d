/**
 * What the decoder is fed and what it gives: frames as they cross the wire, and the packets that they carry.
 * Words are those of https://socket.io/docs/v4/engine-io-protocol/ and https://socket.io/docs/v4/socket-io-protocol/.
 */
import type { Handshake } from './open-packet.ts';

/** As the client sees it: `in` comes from the server. */
export type Direction = 'in' | 'out';
export type Transport = 'websocket' | 'polling' | 'webtransport' | 'sse';

/** Where a packet was seen. */
export interface Origin {
  readonly direction: Direction;
  readonly transport: Transport;
}

/** One WebSocket message, one HTTP body of a poll, one chunk of a WebTransport stream, or one Server-Sent Event. */
export interface Frame extends Origin {
  readonly data: string | Uint8Array;
  /** How many bytes the capture left out at the end of `data`. 0 when absent. */
  readonly cut?: number;
  /** The name of a Server-Sent Event. */
  readonly name?: string;
  /** The HTTP status that a poll was answered with, where it is known. */
  readonly status?: number;
}

export type EngineType = 'open' | 'close' | 'ping' | 'pong' | 'message' | 'upgrade' | 'noop';

interface PacketBase extends Origin {
  /**
   * Bytes on the wire, attachments and the framing inside a polling payload included, so that the packets of a body add
   * up to the body. (Not of a JSONP body, whose escapes belong to no packet.)
   */
  readonly bytes: number;
  /** The packet as it stood on the wire, without the framing of its payload. Attachments are kept apart. */
  readonly raw: string | Uint8Array;
  /**
   * Whether something of it was not captured or is larger than the decoder's limits: its arguments or its value are
   * missing, or an attachment ends early.
   */
  readonly partial: boolean;
  /** Bytes at the ends of `raw` and of the attachments that are not here, because the capture or the decoder left them out. */
  readonly missing: number;
}

/** An Engine.IO packet that carries no application data: the handshake, the heartbeat, the upgrade, the goodbye. */
export interface EnginePacket extends PacketBase {
  readonly kind: 'engine';
  readonly type: Exclude<EngineType, 'message'>;
  /** A ping or pong that tries a transport out before the upgrade to it, and is no heartbeat. */
  readonly probe: boolean;
  /** Of an `open` packet, else null. */
  readonly handshake: Handshake | null;
  /** What follows the type digit. */
  readonly data: string;
}

/**
 * Something about a packet that can be read, for which the official parsers would refuse it and close the connection.
 * `custom-parser`: a Socket.IO connection speaks in a form that no official parser writes; its first such message says so.
 */
export type PacketProblem =
  | 'ack-without-id'
  | 'custom-parser'
  | 'placeholder-without-attachment'
  | 'reserved-event'
  | 'too-many-attachments'
  | 'unexpected-payload';

interface SocketPacketBase extends PacketBase {
  readonly kind: 'socket';
  readonly namespace: string;
  /** Of an event that wants an acknowledgement and of the acknowledgement. 0 is an id like any other. */
  readonly ackId: number | null;
  /** `binary` is a BINARY_EVENT or BINARY_ACK, `msgpack` a packet of socket.io-msgpack-parser, `object` one of socket.io-json-parser. */
  readonly encoding: 'json' | 'binary' | 'msgpack' | 'object';
  /** In the order in which they came; of a msgpack packet, the binary values that it contains. */
  readonly attachments: readonly Uint8Array[];
  readonly problem: PacketProblem | null;
}

/** CONNECT. In revision 5 the client asks with its auth payload and the server answers with ids; before, neither has a payload. */
export interface ConnectPacket extends SocketPacketBase {
  readonly type: 'connect';
  /** What followed `?` in the namespace, as revisions 3 and 4 have it, without the `?`. */
  readonly query: string | null;
  /** The Socket.IO session id, which is not the engine's. */
  readonly sid: string | null;
  /** The private id for connection state recovery: from the server where that is on, from the client where it asks for recovery. */
  readonly pid: string | null;
  /** The last offset that a client which asks for recovery has seen. */
  readonly offset: string | null;
  /** What else the payload holds: the client's auth payload. Undefined if there is nothing else. */
  readonly auth: unknown;
}

export interface DisconnectPacket extends SocketPacketBase {
  readonly type: 'disconnect';
}

export interface EventPacket extends SocketPacketBase {
  readonly type: 'event';
  /** Null where a partial packet ends before its name does. */
  readonly event: string | number | null;
  readonly args: readonly unknown[];
  /** The last argument, where it is the offset that a server with connection state recovery appends. It is not in `args`. */
  readonly offset: string | null;
}

export interface AckPacket extends SocketPacketBase {
  readonly type: 'ack';
  readonly args: readonly unknown[];
}

/** CONNECT_ERROR, which was ERROR before revision 5. */
export interface ConnectErrorPacket extends SocketPacketBase {
  readonly type: 'connect_error';
  readonly message: string;
  /** Revision 5: `data` of the error object. Before: the payload, unless it is the message itself. Undefined if there is none. */
  readonly data: unknown;
}

export type SocketPacket = ConnectPacket | DisconnectPacket | EventPacket | AckPacket | ConnectErrorPacket;

/** An application's message outside of Socket.IO: of a plain WebSocket, an EventSource, or a bare Engine.IO connection. */
export interface MessagePacket extends PacketBase {
  readonly kind: 'message';
  /** `json` is an object or an array; a text such as `42` or `true` stays text. */
  readonly type: 'text' | 'json' | 'binary';
  /** The name of a Server-Sent Event, else null. */
  readonly name: string | null;
  readonly value: unknown;
  readonly problem: 'custom-parser' | null;
}

/** An HTTP body of a poll that carries no packet: `ok` after a POST, what a server says of an error, or nothing. */
export interface HttpReply extends PacketBase {
  readonly kind: 'reply';
  /** Null where it is not known. */
  readonly status: number | null;
  readonly value: unknown;
}

export type MalformedReason =
  | 'bad-ack-id'
  | 'bad-attachment-count'
  | 'bad-base64'
  | 'bad-handshake'
  | 'bad-json'
  | 'bad-jsonp'
  | 'bad-length'
  | 'bad-msgpack'
  | 'bad-payload'
  | 'bad-utf8'
  | 'cut-short'
  | 'empty'
  | 'missing-attachments'
  | 'too-many-attachments'
  | 'too-many-packets'
  | 'unannounced-binary'
  | 'unknown-engine-type'
  | 'unknown-socket-type';

/** What no parser accepts, with its bytes and the reason. */
export interface MalformedPacket extends PacketBase {
  readonly kind: 'malformed';
  readonly reason: MalformedReason;
  /** Those that came, where too few did. */
  readonly attachments: readonly Uint8Array[];
}

export type Packet = EnginePacket | SocketPacket | MessagePacket | HttpReply | MalformedPacket;
