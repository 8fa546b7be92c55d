/** What the table of applications says of each: how it comes, how it starts, and how its page shows that it works. */
import type { EngineWitness } from './engine-witness.ts';

export interface Application {
  readonly name: string;
  /** npm packages, each with its exact version. */
  readonly npm?: readonly string[];
  /** Packages of Debian, and a program that is there once they are installed. */
  readonly debian?: { readonly packages: readonly string[]; readonly program: string };
  /** Starts it on a port. `folder` is its own: `node_modules` is in it, and whatever it writes stays there. */
  readonly start: (folder: string, port: number) => Promise<RunningApplication>;
  /** The page, and another document of the same application. */
  readonly path: string;
  readonly elsewhere: string;
  /** True in a page that works: its sockets have been used, and answered. */
  readonly ready: string;
  /** How many WebSockets, sessions of polling and sockets of workers stand once the page is ready. */
  readonly stand: { readonly sockets: number; readonly polls?: number; readonly ofWorkers?: number };
  /** The path at which it serves a service worker that passes requests on. */
  readonly serviceWorker?: string;
  /** Whether two of it can stand behind a load balancer that keeps a client at one of them. */
  readonly balanced?: true;
}

export interface RunningApplication {
  readonly url: string;
  close(): Promise<void>;
  /** Makes the server tell the page something over its socket; true in the page once it has been told. */
  readonly tell?: () => Promise<string>;
  /** What a Socket.IO server itself has heard and said. */
  readonly engine?: EngineWitness;
}

/** A service worker that takes every request and passes it on. */
export const PASSING_WORKER = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => event.respondWith(fetch(event.request)));
`;
