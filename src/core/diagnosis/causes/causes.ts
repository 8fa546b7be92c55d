/** All causes. Of two that fit as well, the one that comes first is told first. */
import type { Cause } from './cause.ts';
import { CONDUCT_CAUSES } from './conduct.ts';
import { ENDING_CAUSES } from './endings.ts';
import { HANDSHAKE_CAUSES } from './handshake.ts';
import { REACH_CAUSES } from './reach.ts';
import { SESSION_CAUSES } from './session.ts';
import { UPGRADE_CAUSES } from './upgrade.ts';
import { WHO_CAUSES } from './who.ts';

export const CAUSES: readonly Cause[] = [...REACH_CAUSES, ...WHO_CAUSES, ...HANDSHAKE_CAUSES, ...UPGRADE_CAUSES, ...SESSION_CAUSES, ...ENDING_CAUSES, ...CONDUCT_CAUSES];
