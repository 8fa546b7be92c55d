/** What the decoder's codes mean, in English words. Views translate them by their codes. */
import type { MalformedReason, PacketProblem } from './packet.ts';

export const MALFORMED_REASONS: Readonly<Record<MalformedReason, string>> = {
  'bad-ack-id': 'The acknowledgement id has more digits than any counter reaches.',
  'bad-attachment-count': 'A binary packet must begin with the number of its attachments and a hyphen.',
  'bad-base64': 'What follows “b” is no base64.',
  'bad-handshake': 'The OPEN packet holds no JSON object.',
  'bad-json': 'The payload is no JSON.',
  'bad-jsonp': 'The JSONP wrapping cannot be undone.',
  'bad-length': 'The length before the packet is missing or does not fit.',
  'bad-msgpack': 'It begins as a msgpack packet does, and is none.',
  'bad-payload': 'The payload is not what a packet of this type holds.',
  'bad-utf8': 'The bytes are no UTF-8 text.',
  'cut-short': 'The stream ended inside the packet.',
  empty: 'There is no packet where one belongs.',
  'missing-attachments': 'The packet announced more attachments than came before the next packet.',
  'too-many-attachments': 'The packet announces more attachments than anybody waits for.',
  'too-many-packets': 'The payload holds more packets than are read from one.',
  'unannounced-binary': 'Binary data that no packet announced.',
  'unknown-engine-type': 'No Engine.IO packet begins like this.',
  'unknown-socket-type': 'No Socket.IO packet begins like this.',
};

export const PACKET_PROBLEMS: Readonly<Record<PacketProblem, string>> = {
  'ack-without-id': 'The acknowledgement does not say of which event.',
  'placeholder-without-attachment': 'A placeholder names an attachment that did not come. Official parsers close the connection.',
  'reserved-event': 'The event’s name is reserved. Official parsers close the connection.',
  'too-many-attachments': 'More than 10 attachments, which official parsers refuse unless configured otherwise.',
  'unexpected-payload': 'The payload is not what a packet of this type holds. Official parsers close the connection.',
};
