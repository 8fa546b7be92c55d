/** Base64 of bytes, and back. */

/** String.fromCharCode takes its units as arguments, of which an engine allows only so many. */
const CHUNK = 8_192;

export function toBase64(bytes: Uint8Array): string {
  let units = '';
  for (let start = 0; start < bytes.length; start += CHUNK) units += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  return btoa(units);
}

/** The bytes, or null when the text is no base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const units = atob(text);
    // Some twenty times as fast as Uint8Array.from, which goes through the text as an iterable of characters.
    const bytes = new Uint8Array(units.length);
    for (let index = 0; index < units.length; index += 1) bytes[index] = units.charCodeAt(index);
    return bytes;
  } catch {
    return null;
  }
}
