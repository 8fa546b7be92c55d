import { describe, expect, it } from 'vitest';
import { errorName, strangeWords } from '../../../scripts/probe/network-error.ts';

describe('the name of what went wrong', () => {
  it.each([
    [{ message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' }, 'ECONNREFUSED'],
    [{ message: 'certificate has expired', code: 'CERT_HAS_EXPIRED' }, 'certificate: CERT_HAS_EXPIRED'],
    [{ message: 'write EPROTO 80DC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../x.c:350:\n', code: 'EPROTO' }, 'EPROTO: wrong version number'],
    [{ message: 'x', code: 'ERR_SSL_WRONG_VERSION_NUMBER', reason: 'wrong version number' }, 'ERR_SSL_WRONG_VERSION_NUMBER: wrong version number'],
    [{ message: 'Invalid WebSocket frame: RSV1 must be clear', code: 'WS_ERR_UNEXPECTED_RSV_1' }, 'WS_ERR_UNEXPECTED_RSV_1: Invalid WebSocket frame: RSV1 must be clear'],
    [{ message: 'socket hang up' }, 'socket hang up'],
  ])('%j', (error, name) => {
    expect(errorName(Object.assign(new Error(error.message), error))).toBe(name);
  });

  it('comes with what was said in place of HTTP', () => {
    expect(strangeWords(Object.assign(new Error('x'), { rawPacket: Buffer.from('SSH-2.0') }))).toBe('SSH-2.0');
    expect(strangeWords(new Error('x'))).toBeNull();
  });
});
