/** The official parsers in their official versions, brought to one form, so that ours can be held against them. */
import { createRequire } from 'node:module';
import * as engine4 from 'engine.io-parser';
import * as socket5 from 'socket.io-parser';
import type { SocketPacket } from '../../src/core/wire/packet.ts';

const long = process.env['HOLDFAST_LONG'] === '1';
/** How many cases each property tries: few by default, so that the suite stays quick. With HOLDFAST_LONG=1 all together try some 300,000. */
export const CASES = long ? 20_000 : 100;
/** Time for a property in milliseconds. */
export const PATIENCE = long ? 600_000 : 20_000;

/** A Socket.IO packet as the official parsers take and give it. */
export interface OfficialPacket {
  type: number;
  nsp: string;
  id?: number | undefined;
  data?: unknown;
  attachments?: number;
}

export interface OfficialEnginePacket {
  type: string;
  data?: string | Buffer | undefined;
}

export type Chunk = string | Uint8Array;

interface DecoderOfEvents {
  on(event: 'decoded', listener: (packet: OfficialPacket) => void): unknown;
  add(chunk: unknown): void;
}

interface CallbackParser {
  Encoder: new () => { encode(packet: OfficialPacket, callback: (chunks: unknown[]) => void): void };
  Decoder: new () => DecoderOfEvents;
}

/** Of the parsers that answer at once. */
interface OtherParser {
  Encoder: new () => { encode(packet: OfficialPacket): [Buffer | string] };
  Decoder: new () => DecoderOfEvents;
}

interface EngineParser3 {
  encodePacket(packet: OfficialEnginePacket, supportsBinary: boolean, callback: (encoded: string | Buffer) => void): void;
  encodePayload(packets: OfficialEnginePacket[], supportsBinary: boolean, callback: (encoded: string | Buffer) => void): void;
}

const require = createRequire(import.meta.url);
const socket4 = require('socket.io-parser-3') as CallbackParser;
const msgpack = require('socket.io-msgpack-parser') as OtherParser;
const json = require('socket.io-json-parser') as OtherParser;
const engine3 = require('engine.io-parser-2') as EngineParser3;

/** A copy with every binary value as a bare Uint8Array. */
export function plain(value: unknown): unknown {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return Uint8Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

function copy(packet: OfficialPacket): OfficialPacket {
  return { ...packet, data: structuredClone(packet.data) };
}

function chunks(encoded: readonly unknown[]): Chunk[] {
  return encoded.map((chunk) => (typeof chunk === 'string' ? chunk : (plain(chunk) as Uint8Array)));
}

export interface SocketOracle {
  encode(packet: OfficialPacket): Chunk[];
  decode(chunks: readonly Chunk[]): OfficialPacket[];
}

function decodeAll(decoder: DecoderOfEvents, encoded: readonly Chunk[]): OfficialPacket[] {
  const decoded: OfficialPacket[] = [];
  decoder.on('decoded', ({ type, nsp, id, data }) => {
    // Revision 4 gives binary packets by the type that says so; revision 5 by the type of what they are.
    const base: OfficialPacket = { type: type > 4 ? type - 3 : type, nsp };
    if (id !== undefined) base.id = id;
    if (data !== undefined) base.data = plain(data);
    decoded.push(base);
  });
  for (const chunk of encoded) decoder.add(typeof chunk === 'string' ? chunk : Buffer.from(chunk));
  return decoded;
}

/** Revision 5 of the Socket.IO protocol. */
export const socketParser5: SocketOracle = {
  encode: (packet) => chunks(new socket5.Encoder().encode(copy(packet) as Parameters<socket5.Encoder['encode']>[0])),
  decode: (encoded) => decodeAll(new socket5.Decoder({ maxAttachments: 1_000 }), encoded),
};

function holdsBinary(value: unknown): boolean {
  if (ArrayBuffer.isView(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsBinary);
}

/** Revision 4, whose encoder leaves the choice of the binary types to its caller. */
export const socketParser4: SocketOracle = {
  encode(packet) {
    let encoded: Chunk[] = [];
    const binary = (packet.type === 2 || packet.type === 3) && holdsBinary(packet.data);
    new socket4.Encoder().encode({ ...copy(packet), type: packet.type + (binary ? 3 : 0) }, (result) => (encoded = chunks(result)));
    return encoded;
  },
  decode: (encoded) => decodeAll(new socket4.Decoder(), encoded),
};

export const msgpackParser: SocketOracle = {
  encode: (packet) => chunks(new msgpack.Encoder().encode(copy(packet))),
  decode: (encoded) => decodeAll(new msgpack.Decoder(), encoded),
};

export const jsonParser: SocketOracle = {
  encode: (packet) => chunks(new json.Encoder().encode(copy(packet))),
  decode: (encoded) => decodeAll(new json.Decoder(), encoded),
};

/** How Engine.IO wraps messages, as the chunks of one Socket.IO packet are to it, or packets of its own. */
export interface EngineOracle {
  frame(packet: OfficialEnginePacket): Chunk;
  payload(packets: readonly OfficialEnginePacket[]): Chunk;
}

function mustBe<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The parser called back late.');
  return value;
}

const bare = (encoded: unknown) => (typeof encoded === 'string' ? encoded : (plain(encoded) as Uint8Array));

export const engineParser4: EngineOracle = {
  frame(packet) {
    let frame: Chunk | undefined;
    engine4.encodePacket(packet as Parameters<typeof engine4.encodePacket>[0], true, (encoded) => (frame = bare(encoded)));
    return mustBe(frame);
  },
  payload(packets) {
    let payload: Chunk | undefined;
    engine4.encodePayload(packets as unknown as Parameters<typeof engine4.encodePayload>[0], (encoded) => (payload = encoded));
    return mustBe(payload);
  },
};

function engineOracle3(binary: boolean): EngineOracle {
  return {
    frame(packet) {
      let frame: Chunk | undefined;
      engine3.encodePacket(packet, binary, (encoded) => (frame = bare(encoded)));
      return mustBe(frame);
    },
    payload(packets) {
      let payload: Chunk | undefined;
      engine3.encodePayload([...packets], binary, (encoded) => (payload = bare(encoded)));
      return mustBe(payload);
    },
  };
}

export const engineParser3 = engineOracle3(true);
/** As for a client that asked for `b64=1`. */
export const engineParser3Base64 = engineOracle3(false);

const TYPES = ['connect', 'disconnect', 'event', 'ack', 'connect_error'];

/**
 * One of our packets as the official parsers would have given it, but for two differences that mean nothing: an empty
 * CONNECT payload is none, and an error that is a bare text is an object with that message.
 */
export function official(packet: SocketPacket): OfficialPacket {
  const base: OfficialPacket = { type: TYPES.indexOf(packet.type), nsp: packet.namespace };
  if (packet.ackId !== null) base.id = packet.ackId;
  const data = payloadOf(packet);
  if (data !== undefined) base.data = plain(data);
  return comparable(base);
}

/** Takes the same two differences out of what an official parser gave. */
export function comparable(packet: OfficialPacket): OfficialPacket {
  const { data, ...rest } = packet;
  if (packet.type === 4 && typeof data === 'string') return { ...rest, data: { message: data } };
  return packet.type === 0 && typeof data === 'object' && Object.keys(data as object).length === 0 ? rest : packet;
}

function payloadOf(packet: SocketPacket): unknown {
  switch (packet.type) {
    case 'event':
      return [packet.event, ...packet.args, ...(packet.offset === null ? [] : [packet.offset])];
    case 'ack':
      return packet.args;
    case 'connect': {
      const ids = Object.entries({ sid: packet.sid, pid: packet.pid, offset: packet.offset }).filter(([, id]) => id !== null);
      return packet.auth === undefined && ids.length === 0 ? undefined : { ...Object.fromEntries(ids), ...(packet.auth as object) };
    }
    case 'connect_error':
      return { message: packet.message, ...(packet.data === undefined ? {} : { data: packet.data }) };
    case 'disconnect':
      return undefined;
  }
}
