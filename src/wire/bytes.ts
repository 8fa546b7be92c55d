/** Text and base64 to bytes and back, returning null where the input is neither. */

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

/** How many bytes the text has as UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    length += unit < 0x800 ? 1 : 2;
    // Both halves of a surrogate pair make four bytes together; a lone one is sent as U+FFFD, three bytes.
    if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) index += 1;
  }
  return length;
}

/** The bytes that this base64 text encodes, or null. Of a text that was cut short, those of its whole groups. */
export function base64Bytes(text: string, cutShort: boolean): Uint8Array | null {
  try {
    const binary = atob(cutShort ? text.slice(0, text.length - (text.length % 4)) : text);
    const bytes = new Uint8Array(binary.length);
    for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
    return bytes;
  } catch {
    return null;
  }
}
