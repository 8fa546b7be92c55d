import { describe, expect, it } from 'vitest';
import { ForbiddenAddresses } from '../../../../src/core/capture/forbidden-addresses.ts';

describe('what a policy has forbidden', () => {
  it.each([
    ['a whole address', 'ws://a.test/chat?x=1', 'ws://a.test/chat?x=2', true],
    ['an origin', 'ws://a.test', 'ws://a.test/chat', true],
    ['an origin with a slash', 'ws://a.test/', 'ws://a.test/chat', true],
    ['a scheme', 'wss', 'wss://b.test/chat', true],
    ['another scheme', 'wss', 'ws://b.test/chat', false],
    ['a host that begins alike', 'ws://a.test', 'ws://a.test.example/chat', false],
    ['another path', 'ws://a.test/chat', 'ws://a.test/other', false],
    ['nothing', '', 'ws://a.test/chat', false],
  ])('%s', (_name, blocked, url, expected) => {
    const forbidden = new ForbiddenAddresses();
    forbidden.note(blocked, 1_000);
    expect(forbidden.has(url, 2_000)).toBe(expected);
  });

  it('is no reason for an end long after', () => {
    const forbidden = new ForbiddenAddresses();
    forbidden.note('ws://a.test', 1_000);
    expect(forbidden.has('ws://a.test/chat', 10_000)).toBe(false);
  });
});
