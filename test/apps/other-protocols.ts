/** Applications that speak protocols of their own over WebSockets. */
import type { Application } from './application.ts';

export const OTHER_PROTOCOLS: readonly Application[] = [];
