import { describe, expect, it } from 'vitest';
import type { Ladder } from '../../../src/core/entries/ladder.ts';
import { healthOf } from '../../../src/panel/diagnosis/health.ts';

const ladder = (health: Ladder['health']): Ladder => ({ server: 'http://a.test', steps: [], health });

describe('what is said where there is no finding', () => {
  it.each([
    [[], 'disconnected', 'untried'],
    [[ladder('well')], 'connected', 'healthy'],
    [[ladder('unproven')], 'connected', 'unproven'],
    // It was well before, and now an upgrade hangs.
    [[ladder('well')], 'connecting', 'connecting'],
    [[], 'connecting', 'connecting'],
    [[ladder('well')], 'reconnecting', 'failing'],
    [[ladder('well')], 'failed', 'failing'],
    [[ladder('well'), ladder('failing')], 'connected', 'failing'],
    [[ladder('failing')], 'connecting', 'failing'],
    [[], null, 'unproven'],
    [[ladder('well')], null, 'healthy'],
    [[ladder('failing'), ladder('well')], null, 'failing'],
  ] as const)('%j while %s: %s', (ladders, phase, health) => {
    expect(healthOf(ladders, phase)).toBe(health);
  });
});
