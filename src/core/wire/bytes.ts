/** Bytes in their various forms, and UTF-8 text. */

// The byte order mark is data like any other, and what is no UTF-8 must not be taken for text.
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientUtf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text that these bytes encode, or null if they are no UTF-8. */
export function utf8Text(bytes: Uint8Array): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** The text that these bytes encode, with U+FFFD for what is no UTF-8. */
export function lenientUtf8Text(bytes: Uint8Array): string {
  return lenientUtf8.decode(bytes);
}

/** How many bytes the text has as UTF-8, from a place on. */
export function utf8Length(text: string, start = 0): number {
  let length = text.length - start;
  for (let index = start; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    length += unit < 0x800 ? 1 : 2;
    // Both halves of a surrogate pair make four bytes together; a lone one is sent as U+FFFD, three bytes.
    if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) index += 1;
  }
  return length;
}

/** The bytes of an ArrayBuffer or of a view of one; none of anything else. */
export function bytesOf(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array();
}
