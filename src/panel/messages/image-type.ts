/** Tells the images that a browser can show by their first bytes. Pure. */

const SIGNATURES: readonly { readonly type: string; readonly at: number; readonly bytes: readonly number[] }[] = [
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
];

/** `image/png`, `image/jpeg`, `image/gif` or `image/webp`; null of anything else. */
export function imageType(data: Uint8Array): string | null {
  return SIGNATURES.find(({ at, bytes }) => bytes.every((byte, index) => data[at + index] === byte))?.type ?? null;
}

/** What such a file is called at its end; `bin` of anything else. */
export function fileExtension(type: string | null): string {
  return type === null ? 'bin' : type === 'image/jpeg' ? 'jpg' : type.slice('image/'.length);
}
