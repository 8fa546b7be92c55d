import { describe, expect, it } from 'vitest';
import { requestsBy } from '../../../src/connection/network.ts';

const LONGEST = 10_000;
const PART = 1_000;

/** Asks a server that answers with so many parts, and tells what came of it, and how many parts were asked for. */
async function ask(parts: number, status = 200) {
  let [given, isLeft] = [0, false];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      given += 1;
      if (given > parts) controller.close();
      else controller.enqueue(new TextEncoder().encode('x'.repeat(PART)));
    },
    cancel() {
      isLeft = true;
    },
  });
  const answer = await requestsBy(async () => new Response(body, { status }), LONGEST)({ url: 'http://a/', body: null, cookies: false }, new AbortController().signal);
  return { answer, given, isLeft };
}

describe('the answer to a poll', () => {
  it.each([200, 500])('with status %i is read to its end', async (status) => {
    const { answer, isLeft } = await ask(9, status);
    expect(answer).toEqual({ ok: status === 200, status, body: 'x'.repeat(9 * PART) });
    expect(isLeft).toBe(false);
  });

  it('that never ends is given up where no message is as long', async () => {
    const { answer, given, isLeft } = await ask(Infinity);
    expect(answer).toMatchObject({ ok: false, status: 200 });
    expect(isLeft).toBe(true);
    expect(given).toBeLessThan(LONGEST / PART + 5);
  });
});
