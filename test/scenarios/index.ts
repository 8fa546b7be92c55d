/** Every failure of a background connection that a real server can be made to provoke. */
import { addresses } from './addresses.ts';
import { conduct } from './conduct.ts';
import { refusals } from './refusals.ts';
import type { Scenario } from './scenario.ts';
import { transports } from './transports.ts';

export const scenarios: readonly Scenario[] = [...addresses, ...refusals, ...transports, ...conduct];
