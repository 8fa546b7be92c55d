/**
 * The conversation of one socket, our own or a page's: takes its frames, decodes them, pairs acknowledgements with their
 * events, and records each packet.
 */
import { createAckTracker, type AckChange } from '../wire/ack-tracker.ts';
import { toBase64 } from '../wire/base64.ts';
import { utf8Length } from '../wire/bytes.ts';
import type { ConnectionKind } from '../wire/connection-kind.ts';
import { messageName } from '../wire/message-name.ts';
import type { Frame, Packet } from '../wire/packet.ts';
import { previewArguments, previewBytes, previewReply } from '../wire/preview.ts';
import type { Heard, SessionReader } from '../wire/session-reader.ts';
import { bounded, copied } from '../wire/value-text.ts';
import type { Entry, Fact, FactOf } from '../entries/entry.ts';

/** What is kept of one packet: UTF-16 units of its text, and bytes of binary data in all. */
const TEXT_LIMIT = 262_144;
const BINARY_LIMIT = 1_048_576;
const NAME_LIMIT = 200;
/** When an unanswered event counts as such is for the views to say; here it only tells when it may be forgotten. */
const ACK_DEADLINE_MS = 60_000;

/** Where an acknowledged event stands in the recording, once it does. */
interface EventRef {
  seq: number;
}

export class Conversation {
  #spoken: ConnectionKind['protocol'];
  readonly #acks = createAckTracker<EventRef>({ deadlineMs: ACK_DEADLINE_MS });

  constructor(
    private readonly socket: string,
    private readonly reader: SessionReader,
    private readonly record: (fact: Fact, at: number) => Entry,
    /** Told when it turns out what is spoken, before the first packet of it is recorded. */
    private readonly onSpoken: () => void = () => {},
  ) {
    this.#spoken = reader.kind.protocol;
  }

  /** What is spoken, as far as it is known. */
  get kind(): ConnectionKind {
    return this.reader.kind;
  }

  /** Takes a frame and returns the packets that are complete with it. `at` in epoch milliseconds. */
  see(frame: Frame, at: number): readonly Packet[] {
    return this.#recordAll(this.reader.read(frame, at));
  }

  /** Records what was left unfinished when the socket ended. */
  end(at: number): void {
    this.#recordAll(this.reader.end(at));
  }

  #recordAll(heard: readonly Heard[]): readonly Packet[] {
    const { protocol } = this.reader.kind;
    if (protocol !== this.#spoken) this.onSpoken();
    this.#spoken = protocol;
    for (const { packet, at } of heard) {
      const ref: EventRef = { seq: -1 };
      const paired = this.#acks.see(packet, ref, at).find(({ event, ack }) => event !== null && ack !== null);
      ref.seq = this.record({ ...packetFact(this.socket, packet), ...(paired === undefined ? {} : pairingFacts(paired, ref)) }, at).seq;
    }
    return heard.map(({ packet }) => packet);
  }
}

/** What the packet `own` says of itself and the one that it belongs to, which was recorded before. */
function pairingFacts({ state, event, ack, afterMs }: AckChange<EventRef>, own: EventRef): Partial<FactOf<'packet'>> {
  if (event === null || ack === null || afterMs === null) return {};
  return ack === own ? { answers: { seq: event.seq, afterMs, again: state === 'answered-again' } } : { answeredBy: { seq: ack.seq, afterMs } };
}

/** What a recording keeps of a packet by itself. */
export function packetFact(socket: string, packet: Packet): FactOf<'packet'> {
  const { direction, transport, bytes } = packet;
  const attachments = 'attachments' in packet && !(packet.kind === 'socket' && packet.encoding === 'msgpack') ? packet.attachments : [];
  const text = typeof packet.raw === 'string' ? keptText(packet.raw, transport) : null;
  const kept = keptBinary(typeof packet.raw === 'string' ? attachments : [packet.raw, ...attachments]);
  const [binary = null, ...rest] = typeof packet.raw === 'string' ? [null, ...kept.parts] : kept.parts;
  return {
    kind: 'packet',
    socket,
    direction,
    transport,
    type: packet.kind === 'reply' || packet.kind === 'malformed' ? packet.kind : packet.type,
    namespace: packet.kind === 'socket' ? copied(bounded(packet.namespace, NAME_LIMIT).text) : null,
    ackId: packet.kind === 'socket' ? packet.ackId : null,
    event: eventName(packet),
    preview: packet.kind === 'socket' ? preview(packet) : copied(preview(packet)),
    bytes,
    text,
    binary,
    attachments: rest.filter((part) => part !== null),
    cut: packet.missing + (text === null ? 0 : utf8Length(packet.raw as string, text.length)) + kept.cut,
    problem: problemOf(packet),
    answers: null,
    answeredBy: null,
    offset: offsetOf(packet),
  };
}

/** What is kept of a packet is a copy: a part of a frame or of a poll's body would keep all of that in memory. */
function keptText(raw: string, transport: Packet['transport']): string {
  if (raw.length > TEXT_LIMIT) return bounded(raw, TEXT_LIMIT).text;
  return transport === 'polling' ? copied(raw) : raw;
}

function offsetOf(packet: Packet): string | null {
  if (packet.kind !== 'socket' || (packet.type !== 'event' && packet.type !== 'connect')) return null;
  return packet.offset === null ? null : bounded(packet.offset, NAME_LIMIT).text;
}

function eventName(packet: Packet): string {
  // The name of a Server-Sent Event is told beside it, and is there or not.
  if (packet.kind === 'message') return bounded(packet.transport === 'sse' ? (packet.name ?? '') : messageName(packet.value), NAME_LIMIT).text;
  return packet.kind === 'socket' && packet.type === 'event' ? bounded(String(packet.event ?? ''), NAME_LIMIT).text : '';
}

/** Base64 of the parts that fit, each to its end or not at all but the first, which may be cut. */
function keptBinary(parts: readonly Uint8Array[]): { parts: string[]; cut: number } {
  let room = BINARY_LIMIT;
  let cut = 0;
  const kept = parts.map((part) => {
    const taken = part.subarray(0, room);
    room -= taken.length;
    cut += part.length - taken.length;
    return toBase64(taken);
  });
  return { parts: kept, cut };
}

/** The values that are there. */
function previewGiven(values: readonly unknown[]): string {
  return previewArguments(values.filter((value) => value !== undefined));
}

function preview(packet: Packet): string {
  switch (packet.kind) {
    case 'engine':
      if (packet.handshake !== null) return previewArguments([packet.handshake]);
      return packet.probe ? 'probe' : previewArguments(packet.data === '' ? [] : [packet.data]);
    case 'message':
      return packet.value instanceof Uint8Array ? previewBytes(packet.value) : previewArguments([packet.value]);
    case 'reply':
      return previewReply(packet);
    case 'malformed':
      // What is wrong with it says more than its bytes.
      return '';
    case 'socket':
      if (packet.type === 'event' || packet.type === 'ack') return previewArguments(packet.args);
      if (packet.type === 'connect') return previewGiven([packet.sid === null ? packet.auth : { sid: packet.sid, ...(packet.pid === null ? {} : { pid: packet.pid }) }]);
      return packet.type === 'connect_error' ? previewGiven([packet.message, packet.data]) : '';
  }
}

/** The code of what is wrong with it, or empty. */
function problemOf(packet: Packet): string {
  if (packet.kind === 'malformed') return packet.reason;
  return packet.kind === 'socket' || packet.kind === 'message' ? (packet.problem ?? '') : '';
}
