/**
 * Reads a connection whose address tells no more than that Engine.IO is spoken. The first message says whether Socket.IO is:
 * its client begins with CONNECT, and before revision 5 its server does. Where Socket.IO usually lives, any packet of it will do.
 * What comes before that is clear is held, and read then.
 */
import { createDecoder, type Decoder, type DecoderOptions } from './decoder.ts';
import { connectionKind, type ConnectionKind } from './connection-kind.ts';
import type { Direction, Frame, MalformedReason, MessagePacket, Packet } from './packet.ts';

/** A packet, and when its frame came, in epoch milliseconds. */
export interface Heard {
  readonly packet: Packet;
  readonly at: number;
}

export interface SessionReader {
  /** As far as it is known: what the path suggests, until the messages tell. */
  readonly kind: ConnectionKind;
  /** Gives the packets that are complete with this frame, after those that were held. */
  read(frame: Frame, at: number): Heard[];
  /** Gives what was held or is unfinished now that the connection has ended. */
  end(at: number): Heard[];
}

/** `again`: it tells nothing, and is read as what the path suggests. `held`: what follows will tell. */
type Verdict = 'socket.io' | 'engine.io' | 'custom-parser' | 'again' | 'held';

/** More frames than this, and more text or bytes in them, are not held. */
const MAX_HELD = 1_000;
const MAX_HELD_LENGTH = 1 << 20;
/** What is heard first where somebody has a parser that we do not know. */
const UNKNOWN_FORMS: ReadonlySet<MalformedReason> = new Set(['unknown-socket-type', 'unannounced-binary', 'bad-msgpack']);
/** https://socket.io/docs/v4/client-options/#path */
const USUAL_PATH = /^[^?#]*\/socket\.io\/?\?/;
const latin1 = new TextDecoder('latin1');

type SocketOrMalformed = Extract<Packet, { kind: 'socket' | 'malformed' }>;

/** What a message is to Socket.IO. */
function asSocketPacket(message: MessagePacket, kind: ConnectionKind): SocketOrMalformed {
  const { direction, raw } = message;
  const scratch = createDecoder({ kind: { ...kind, protocol: 'socket.io' } });
  const packets = scratch.decode({ direction, transport: 'websocket', data: raw, cut: message.missing });
  return [...packets, ...scratch.end()][0] as SocketOrMalformed;
}

/** Whether it is a packet of Socket.IO, of which the attachments may be missing yet. */
function isReadable(read: SocketOrMalformed): boolean {
  return read.kind === 'socket' || read.reason === 'missing-attachments';
}

/** Whether it begins as no packet of any official parser does. */
function isUnknownForm(packet: Packet): boolean {
  return packet.kind === 'malformed' && UNKNOWN_FORMS.has(packet.reason);
}

/** Whether a message that is no packet of an official parser names a namespace as Socket.IO's packets do. */
function namesNamespace({ value, raw }: MessagePacket): boolean {
  const text = typeof raw === 'string' ? raw : value instanceof Uint8Array ? latin1.decode(value.subarray(0, 1_000)) : '';
  return /\bnsp\b/.test(text.slice(0, 1_000));
}

/** Whether a packet can only be one of Socket.IO: a CONNECT, an answer to one, or any of a form that nothing else has. */
function isTelling(read: SocketOrMalformed): boolean {
  if (read.kind !== 'socket') return false;
  const { type, encoding, ackId, problem } = read;
  if (encoding === 'msgpack' || encoding === 'object') return true;
  return (type === 'connect' || type === 'connect_error') && ackId === null && problem === null;
}

/** Judges the messages of a session, of which the first that tells anything decides. */
function createJudge(kind: ConnectionKind, isUsualPath: boolean) {
  /** Whether the OPEN packet was seen, so that the first message is the first of all. */
  let begun = false;

  function judge(message: MessagePacket): Verdict {
    const read = asSocketPacket(message, kind);
    const isUsual = isUsualPath && (isReadable(read) || (!begun && !isUnknownForm(read)));
    if (isTelling(read) || isUsual) return 'socket.io';
    if (!isReadable(read)) {
      if (namesNamespace(message)) return 'custom-parser';
      // It may be an attachment, announced before anybody listened.
      return message.type === 'binary' && !begun ? 'again' : 'engine.io';
    }
    if (!begun) return 'socket.io';
    // The POST with the client's CONNECT may be over later than the GET that brings what came after.
    const mayBeLate = message.direction === 'in' && message.transport === 'polling' && kind.engineVersion === 4;
    return mayBeLate ? 'held' : 'engine.io';
  }

  /** The verdict on packets that were read as Engine.IO's, or null where none of them is a message. */
  return (packets: readonly Packet[], isHolding: boolean): Verdict | null => {
    let verdict: Verdict | null = null;
    for (const packet of packets) {
      if (packet.kind === 'engine' && packet.type === 'open') begun = true;
      // One POST follows the other, so that after this one there is no CONNECT to come.
      if (isHolding && packet.kind === 'engine' && packet.direction === 'out' && packet.transport === 'polling') return 'engine.io';
      if (packet.kind !== 'message') continue;
      verdict = judge(packet);
      if (verdict !== 'held') return verdict;
    }
    return verdict;
  };
}

function heard(packets: readonly Packet[], at: number): Heard[] {
  return packets.map((packet) => ({ packet, at }));
}

/** The first message of those heard says that its form is not known. */
function marked(all: readonly Heard[]): Heard[] {
  const first = all.findIndex(({ packet }) => packet.kind === 'message');
  return all.map(({ packet, at }, index) => ({ packet: index === first ? ({ ...packet, problem: 'custom-parser' } as MessagePacket) : packet, at }));
}

/** Reads what somebody else speaks at this address. `protocol` is what an earlier reader has found. */
export function createSessionReader(url: string, protocol?: ConnectionKind['protocol'], limits: DecoderOptions = {}): SessionReader {
  const byPath = connectionKind(url);
  const decoderOf = (spoken: ConnectionKind['protocol']) => createDecoder({ ...limits, kind: { ...byPath, protocol: spoken } });
  const judge = createJudge(byPath, USUAL_PATH.test(url));
  const byPathAlone = byPath.protocol === 'engine.io' ? 'engine.io' : 'socket.io';
  let spoken = protocol ?? byPath.protocol;
  let decided: Decoder | null = spoken === 'plain' || protocol !== undefined ? decoderOf(spoken) : null;
  /** Reads what is not decided yet. */
  const probing = decoderOf('engine.io');
  const guessing = decoderOf(spoken);
  let held: { readonly frame: Frame; readonly at: number }[] = [];
  let heldLength = 0;

  function release(decoder: Decoder): Heard[] {
    const frames = held;
    held = [];
    heldLength = 0;
    return frames.flatMap(({ frame, at }) => heard(decoder.decode(frame, at), at));
  }

  function settle(verdict: Exclude<Verdict, 'again' | 'held'>): Heard[] {
    spoken = verdict === 'engine.io' ? 'engine.io' : 'socket.io';
    decided = decoderOf(verdict === 'socket.io' ? 'socket.io' : 'engine.io');
    return verdict === 'custom-parser' ? marked(release(decided)) : release(decided);
  }

  return {
    get kind() {
      return { ...byPath, protocol: spoken };
    },
    read(frame, at) {
      if (decided !== null) return heard(decided.decode(frame, at), at);
      const isHolding = held.length > 0;
      const packets = probing.decode(frame);
      const verdict = judge(packets, isHolding);
      // A chunk of WebTransport may end within a packet.
      if (verdict === null && !isHolding && frame.transport !== 'webtransport') return heard(packets, at);
      held.push({ frame, at });
      heldLength += frame.data.length;
      if (verdict === 'again') return release(guessing);
      if (verdict !== null && verdict !== 'held') return settle(verdict);
      const isFull = held.length >= MAX_HELD || heldLength > MAX_HELD_LENGTH;
      return isFull ? settle(byPathAlone) : [];
    },
    end(at) {
      const left = held.length === 0 ? [] : settle(byPathAlone);
      return [...left, ...heard((decided ?? guessing).end(), at)];
    },
  };
}

/** Reads our own connection, of which we know what we speak. The server may have a parser that we do not know. */
export function createOwnReader(kind: ConnectionKind, limits: DecoderOptions = {}): SessionReader {
  const decoder = createDecoder({ ...limits, kind });
  const decoders: Record<Direction, Decoder> = { in: decoder, out: decoder };
  let answered = false;
  return {
    kind,
    read(frame, at) {
      const packets = decoders[frame.direction].decode(frame, at);
      const first = answered || frame.direction === 'out' ? undefined : packets.find((packet) => packet.kind === 'socket' || isUnknownForm(packet));
      if (first === undefined) return heard(packets, at);
      answered = true;
      if (first.kind === 'socket') return heard(packets, at);
      decoders.in = createDecoder({ ...limits, kind: { ...kind, protocol: 'engine.io' } });
      return marked(heard(decoders.in.decode(frame), at));
    },
    end: (at) => heard([...new Set([decoders.in, decoders.out])].flatMap((each) => each.end()), at),
  };
}
