/** All causes. Of two that fit as well, the one that comes first is told first. */
import type { Cause } from './cause.ts';
import { CONDUCT_CAUSES } from './causes/conduct.ts';
import { ENDING_CAUSES } from './causes/endings.ts';
import { HANDSHAKE_CAUSES } from './causes/handshake.ts';
import { REACH_CAUSES } from './causes/reach.ts';
import { SESSION_CAUSES } from './causes/session.ts';
import { UPGRADE_CAUSES } from './causes/upgrade.ts';
import { WHO_CAUSES } from './causes/who.ts';

export const CAUSES: readonly Cause[] = [...REACH_CAUSES, ...WHO_CAUSES, ...HANDSHAKE_CAUSES, ...UPGRADE_CAUSES, ...SESSION_CAUSES, ...ENDING_CAUSES, ...CONDUCT_CAUSES];
