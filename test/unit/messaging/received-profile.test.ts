/** A view takes every profile that the background can hand it, as it is, and nothing that lacks a part of one. */
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { defaultProfile, parseProfile } from '../../../src/messaging/profile.ts';
import { receivedProfileSchema } from '../../../src/messaging/received-profile.ts';

const plain = defaultProfile('default');
const elaborate = {
  ...plain,
  name: 'Staging',
  auth: { token: 'abc', nested: [1, null] },
  query: { room: 'a' },
  transports: ['polling'],
  parser: 'msgpack',
  connectAs: { origin: 'http://localhost:3000', headers: { 'X-Tenant': 'a' }, acceptedCertificate: true },
  forwarding: { url: 'http://127.0.0.1:4318', serviceName: 'shop', headers: { authorization: 'Bearer x' }, access: true },
  timings: { ...plain.timings, reconnectAttempts: 3 },
};

/** The dotted paths of everything in a profile that it cannot be without. */
const PARTS = [...Object.keys(plain), ...(['connectAs', 'forwarding', 'timings', 'events'] as const).flatMap((part) => Object.keys(plain[part]).map((field) => `${part}.${field}`))];

describe('a received profile', () => {
  it.each([plain, elaborate])('is what the background parsed ($name)', (profile) => {
    const parsed = parseProfile(profile);
    expect(parsed).toEqual({ ok: true, value: profile });
    expect(v.safeParse(receivedProfileSchema, profile)).toMatchObject({ success: true, output: profile });
  });

  it.each(PARTS)('is none without its %s, or with something else there', (part) => {
    for (const replacement of [undefined, Symbol.iterator]) {
      const broken = structuredClone(plain) as unknown as Record<string, unknown>;
      const [outer, inner] = part.split('.') as [string, string | undefined];
      const holder = inner === undefined ? broken : (broken[outer] as Record<string, unknown>);
      holder[inner ?? outer] = replacement;
      expect(v.is(receivedProfileSchema, broken)).toBe(false);
    }
  });
});
