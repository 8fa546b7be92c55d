/** What the toolbar button is drawn from in each state. The mark itself is what a standing connection looks like. */
import type { IconState } from '../src/core/session/badge.ts';

export const ICON_DRAWINGS: Readonly<Record<IconState, string>> = {
  connected: 'holdfast.svg',
  reconnecting: 'reconnecting.svg',
  failed: 'failed.svg',
  idle: 'idle.svg',
};
