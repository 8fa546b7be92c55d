/** Incoming messages that somebody made up in the panel, for the page to take as if they came from its server. */
import { bare, getter, method } from './intrinsics.ts';
import { bytesFrom } from './payload.ts';

const dispatch = method(EventTarget.prototype, 'dispatchEvent');
const originOf = getter(URL.prototype, 'origin');
const Message = MessageEvent;
const Address = URL;
const Binary = Blob;

function dataAs(data: string, type: BinaryType | 'text'): unknown {
  if (type === 'text') return data;
  const bytes = bytesFrom(data);
  // This list is iterated as the page has it, which can go wrong: the caller catches that.
  return type === 'blob' ? new Binary([bytes]) : bytes;
}

/** Dispatches a message on a socket: `onmessage` and every listener get it, in their order. Binary data is base64. */
export function deliverMessage(socket: EventTarget, address: string, data: string, type: BinaryType | 'text'): void {
  const init = bare({ data: dataAs(data, type), origin: originOf(new Address(address)) });
  dispatch(socket, new Message('message', init));
}
