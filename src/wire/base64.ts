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
    return Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
  } catch {
    return null;
  }
}
