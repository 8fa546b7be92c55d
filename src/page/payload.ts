/** What was sent or received, as the part of an event's JSON that tells of it: bounded, and said where it was cut. */
import type { FRAME_LIMIT } from '../core/contract/capture.ts';
import { apply, getter, isView, method, quietly, stringify, whenSettled } from './intrinsics.ts';

/** The contract's. Only its type is taken from there, because that module brings a parser along. */
const LIMIT: typeof FRAME_LIMIT = 1_048_576;
/** As many bytes as make that much base64. */
export const BYTES_LIMIT = (LIMIT / 4) * 3;

/** The members `data`, `binary` and `cut` of an event, as JSON. */
export type Payload = string;

const slice = method(String.prototype, 'slice');
const charCodeAt = method(String.prototype, 'charCodeAt');
const Bytes = Uint8Array;
const Buffer = ArrayBuffer;
const bufferLength = getter(ArrayBuffer.prototype, 'byteLength');
const blobSize = getter(Blob.prototype, 'size');
const blobSlice = method(Blob.prototype, 'slice');
const blobBytes = method(Blob.prototype, 'arrayBuffer');
const encodeInto = method(TextEncoder.prototype, 'encodeInto');
const encoder = new TextEncoder();

const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as Uint8Array;
const viewKind = getter(typedArray, Symbol.toStringTag);
const arrayBuffer = getter(typedArray, 'buffer');
const arrayOffset = getter(typedArray, 'byteOffset');
const arrayLength = getter(typedArray, 'byteLength');
const dataViewBuffer = getter(DataView.prototype, 'buffer');
const dataViewOffset = getter(DataView.prototype, 'byteOffset');
const dataViewLength = getter(DataView.prototype, 'byteLength');

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** Where a text can be cut at or just before `end`, so that no character is torn. */
function cutAt(text: string, end: number): number {
  return end < text.length && isHighSurrogate(charCodeAt(text, end - 1)) ? end - 1 : end;
}

/** How many bytes the text has from `start` on. It may be 100 MB, so it is encoded in small pieces, and none is kept. */
function utf8Length(text: string, start: number): number {
  const scratch = new Bytes(196_608);
  let length = 0;
  let from = start;
  while (from < text.length) {
    const end = cutAt(text, from + 65_536 < text.length ? from + 65_536 : text.length);
    length += encodeInto(encoder, slice(text, from, end), scratch).written;
    from = end;
  }
  return length;
}

export function textPayload(text: string): Payload {
  if (text.length <= LIMIT) return `"data":${stringify(text)},"binary":false,"cut":0`;
  const end = cutAt(text, LIMIT);
  return `"data":${stringify(slice(text, 0, end))},"binary":false,"cut":${utf8Length(text, end)}`;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const native = (Uint8Array.prototype as { toBase64?: () => string }).toBase64;
/** Every pair of base64 digits, so that three bytes take two look-ups. Only where they are needed. */
const PAIRS = Array.from({ length: native === undefined ? 4_096 : 0 }, (_, index) => ALPHABET[index >> 6]! + ALPHABET[index & 63]!);

/** For browsers of before 2025, which have no base64 of their own that takes bytes. */
function encodeByTable(bytes: Uint8Array, length: number): string {
  let text = '';
  let index = 0;
  for (; index + 2 < length; index += 3) {
    const three = (bytes[index]! << 16) | (bytes[index + 1]! << 8) | bytes[index + 2]!;
    text += PAIRS[three >> 12]! + PAIRS[three & 4_095]!;
  }
  if (index === length) return text;
  const two = (bytes[index]! << 8) | (index + 1 < length ? bytes[index + 1]! : 0);
  const digits = PAIRS[two >> 4]!;
  const last = PAIRS[(two & 15) << 8]!;
  return `${text}${digits}${index + 1 < length ? last[0]! : '='}=`;
}

function base64(buffer: ArrayBufferLike, offset: number, length: number): string {
  const bytes = new Bytes(buffer, offset, length);
  return native === undefined ? encodeByTable(bytes, length) : apply(native, bytes, []);
}

function bytesPayload(buffer: ArrayBufferLike, offset: number, length: number): Payload {
  const kept = length > BYTES_LIMIT ? BYTES_LIMIT : length;
  return `"data":"${base64(buffer, offset, kept)}","binary":true,"cut":${length - kept}`;
}

/** The payload of an `ArrayBuffer` or a view of one, of any realm; undefined for everything else. */
export function binaryPayload(data: object): Payload | undefined {
  if (isView(data)) {
    if (viewKind(data as Uint8Array) === undefined) {
      return bytesPayload(dataViewBuffer(data as DataView), dataViewOffset(data as DataView), dataViewLength(data as DataView));
    }
    return bytesPayload(arrayBuffer(data as Uint8Array), arrayOffset(data as Uint8Array), arrayLength(data as Uint8Array));
  }
  try {
    return bytesPayload(data as ArrayBuffer, 0, bufferLength(data as ArrayBuffer));
  } catch {
    return undefined;
  }
}

/** How many bytes a Blob has; undefined for everything else. */
export function sizeOfBlob(data: object): number | undefined {
  try {
    return blobSize(data as Blob);
  } catch {
    return undefined;
  }
}

/** Reads what is kept of a Blob. One that cannot be read counts as cut altogether. */
export function readBlob(blob: Blob, size: number, done: (payload: Payload) => void): void {
  const start = size > BYTES_LIMIT ? blobSlice(blob, 0, BYTES_LIMIT) : blob;
  void whenSettled(
    blobBytes(start),
    (buffer) => quietly(() => {
      const length = bufferLength(buffer);
      done(`"data":"${base64(buffer, 0, length)}","binary":true,"cut":${size - length}`);
    }),
    () => quietly(() => done(`"data":"","binary":true,"cut":${size}`)),
  );
}

/** Whether it is something that a socket sends as it is, rather than as text. */
export function isBinary(data: object): boolean {
  if (isView(data) || sizeOfBlob(data) !== undefined) return true;
  try {
    return bufferLength(data as ArrayBuffer) >= 0;
  } catch {
    return false;
  }
}

const decode = atob;

/** The bytes of a base64 text. */
export function bytesFrom(text: string): ArrayBuffer {
  const binary = decode(text);
  const buffer = new Buffer(binary.length);
  const bytes = new Bytes(buffer);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = charCodeAt(binary, index);
  return buffer;
}
