/** The polls of a session: its packets put together again into the HTTP bodies that carried them. */
import type { Direction } from '../wire/packet.ts';
import type { EntryOf } from '../entries/entry.ts';
import { fromBase64, toBase64 } from '../wire/base64.ts';

type Packet = EntryOf<'packet'>;

/** One HTTP exchange. A GET brings packets, a POST takes them and is answered by a word. */
export interface Poll {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly sent: string | null;
  readonly received: string;
  /** Whether it brought the OPEN packet. */
  readonly opens: boolean;
  readonly packets: number;
  /** Whether an answer was recorded: of what was sent last there may be none. */
  readonly isAnswered: boolean;
}

interface Body {
  readonly direction: Direction;
  readonly at: number;
  readonly packets: Packet[];
}

/** Packets that are told at the same time came in one body. `engineVersion` tells how a body is put together. */
export class PollJoiner {
  #body: Body | null = null;
  /** Bodies that were sent and are not answered yet, oldest first. */
  #sent: Body[] = [];

  constructor(private readonly engineVersion: 3 | 4) {}

  /** Takes a packet that was polled, and returns the exchanges that are complete. */
  see(packet: Packet): Poll[] {
    const body = this.#body;
    if (body !== null && body.direction === packet.direction && body.at === packet.at && packet.type !== 'reply') {
      body.packets.push(packet);
      return [];
    }
    const polls = this.#finish();
    this.#body = { direction: packet.direction, at: packet.at, packets: [packet] };
    return polls;
  }

  /** What is left when there are no more packets. */
  end(): Poll[] {
    const polls = this.#finish();
    const unanswered = this.#sent.map((sent) => this.#poll(sent, null));
    this.#sent = [];
    return [...polls, ...unanswered];
  }

  #finish(): Poll[] {
    const body = this.#body;
    this.#body = null;
    if (body === null) return [];
    if (body.direction === 'out') {
      this.#sent.push(body);
      return [];
    }
    const isReply = body.packets[0]!.type === 'reply';
    return [this.#poll(isReply ? (this.#sent.shift() ?? null) : null, body)];
  }

  #poll(sent: Body | null, received: Body | null): Poll {
    const packets = [...(sent?.packets ?? []), ...(received?.packets ?? [])];
    return {
      startedAt: (sent ?? received)!.at,
      endedAt: (received ?? sent)!.at,
      sent: sent === null ? null : this.#text(sent),
      received: received === null ? '' : this.#text(received),
      opens: packets.some(({ type }) => type === 'open'),
      packets: packets.length,
      isAnswered: received !== null,
    };
  }

  #text({ packets }: Body): string {
    const texts = packets.flatMap((packet) => [packetText(packet, this.engineVersion), ...packet.attachments.map((data) => attachmentText(data, this.engineVersion))]);
    const isPlain = packets[0]!.type === 'reply' || (packets.length === 1 && packets[0]!.type === 'malformed');
    if (isPlain) return texts.join('');
    return this.engineVersion === 4 ? texts.join('\x1e') : texts.map((text) => `${text.length}:${text}`).join('');
  }
}

function packetText({ text, binary }: Packet, engineVersion: 3 | 4): string {
  if (text !== null) return text;
  if (engineVersion === 4) return `b${binary ?? ''}`;
  // Revision 3 has the type as the first of the bytes, and in text as a digit before the base64.
  const bytes = fromBase64(binary ?? '') ?? new Uint8Array(0);
  return `b${bytes[0] ?? 4}${toBase64(bytes.subarray(1))}`;
}

function attachmentText(base64: string, engineVersion: 3 | 4): string {
  return engineVersion === 4 ? `b${base64}` : `b4${base64}`;
}
