/** All applications that are played. */
import type { Application } from './application.ts';
import { DEV_SERVERS } from './dev-servers.ts';
import { OTHER_PROTOCOLS } from './other-protocols.ts';
import { SOCKET_IO } from './socket-io.ts';

export const APPLICATIONS: readonly Application[] = [...DEV_SERVERS, ...SOCKET_IO, ...OTHER_PROTOCOLS];
