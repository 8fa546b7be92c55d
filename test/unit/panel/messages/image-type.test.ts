import { describe, expect, it } from 'vitest';
import { fileExtension, imageType } from '../../../../src/panel/messages/image-type.ts';

describe('the type of an image', () => {
  it.each([
    ['\x89PNG\r\n\x1a\n', 'image/png', 'png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg', 'jpg'],
    ['GIF89a', 'image/gif', 'gif'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp', 'webp'],
    ['<svg xmlns="http://www.w3.org/2000/svg">', null, 'bin'],
    ['\x89PN', null, 'bin'],
    ['', null, 'bin'],
  ])('%j is %s', (start, type, extension) => {
    const found = imageType(Uint8Array.from(start, (unit) => unit.charCodeAt(0)));
    expect([found, fileExtension(found)]).toEqual([type, extension]);
  });
});
