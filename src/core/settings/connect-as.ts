/**
 * Connecting as somebody else: with a page's origin, with more request headers, or past a certificate that the user has
 * accepted. A browser lets an extension do none of these on a plain connection of its background.
 */
import * as v from 'valibot';
import { HEADER_RULES, type Access } from './access.ts';
import { headersSchema } from './request-headers.ts';
import { say } from '../words/say.ts';

const origin = v.nullable(
  v.pipe(
    v.string(() => say('errors_origin')),
    v.trim(),
    v.maxLength(2048, () => say('errors_origin')),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      const url = URL.canParse(dataset.value) ? new URL(dataset.value) : null;
      // The address of a page stands for its origin, so that it can be pasted as it is.
      if (url !== null && /^https?:$/.test(url.protocol)) return url.origin;
      addIssue({ message: say('errors_origin') });
      return NEVER;
    }),
  ),
);

export const connectAsSchema = v.object({
  /** Sent as `Origin` instead of the extension’s own; null for the extension's own. */
  origin,
  headers: v.pipe(
    headersSchema,
    v.check((headers) => !Object.keys(headers).some((name) => /^origin$/i.test(name)), () => say('errors_originHeader')),
  ),
  /** Whether a certificate counts that the user has accepted in a tab although no authority vouches for it. */
  acceptedCertificate: v.boolean(),
});

export type ConnectAs = v.InferOutput<typeof connectAsSchema>;

/** Connecting as what we are. */
export const AS_OURSELVES: ConnectAs = { origin: null, headers: {}, acceptedCertificate: false };

/** The request headers that a connection replaces or adds. */
export function requestHeaders({ origin: pageOrigin, headers }: ConnectAs): Record<string, string> {
  return pageOrigin === null ? headers : { Origin: pageOrigin, ...headers };
}

/** What of a page a connection's requests carry. The browser's own cookies for the server are never sent. */
export function carriedBy(connectAs: ConnectAs): { origin: string | null; cookie: boolean } {
  return { origin: connectAs.origin, cookie: Object.keys(connectAs.headers).some((name) => /^cookie$/i.test(name)) };
}

/** Whether anything about the connection differs from a plain one. */
export function isDisguised(connectAs: ConnectAs): boolean {
  return connectAs.acceptedCertificate || Object.keys(requestHeaders(connectAs)).length > 0;
}

/**
 * The patterns of access to a server that replacing its request headers needs. They name the host alone, as Firefox knows
 * no ports in patterns, and WebSockets by themselves, as `http:` does not cover them.
 */
export function accessPatterns(url: string): string[] {
  const { protocol, hostname } = new URL(url);
  const secure = protocol === 'https:' || protocol === 'wss:';
  return (secure ? ['https', 'wss'] : ['http', 'ws']).map((scheme) => `${scheme}://${hostname}/*`);
}

/** The access that a profile needs of the user: none to send the headers that we send anyway. */
export function neededAccess({ url, connectAs }: { readonly url: string; readonly connectAs: ConnectAs }): Access {
  return Object.keys(requestHeaders(connectAs)).length === 0 ? { origins: [], permissions: [] } : { origins: accessPatterns(url), permissions: [HEADER_RULES] };
}
