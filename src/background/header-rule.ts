/** Rules that replace request headers, as declarativeNetRequest takes them. Pure: session-rules.ts hands them over. */
import type { DeclarativeNetRequest } from 'webextension-polyfill';
import { requestHeaders, type ConnectAs } from '../messaging/connect-as.ts';

/** A rule to which its id is still to be given. */
export type HeaderRule = Omit<DeclarativeNetRequest.Rule, 'id'>;

/** A connection's rules yield to the one of a single probe. */
const PRIORITY = { connection: 1, probe: 2 };

interface Scope {
  /** The beginning of the addresses. */
  readonly url: string;
  /** The host of the extension's own pages. */
  readonly extensionHost: string;
}

/** As a filter for addresses that begin with `url`. `*` stands for the characters that have a meaning in filters, itself included. */
function filterFor(url: string): string {
  return `|${url.replaceAll(/[*^|]/g, '*')}`;
}

function headerRule(headers: Readonly<Record<string, string>>, { url, extensionHost }: Scope, priority: number): HeaderRule {
  return {
    priority,
    action: { type: 'modifyHeaders', requestHeaders: Object.entries(headers).map(([header, value]) => ({ header: header.toLowerCase(), operation: 'set', value })) },
    condition: {
      urlFilter: filterFor(url),
      // What the extension's own background asks for, and never what a page does.
      initiatorDomains: [extensionHost],
      tabIds: [-1],
      resourceTypes: ['websocket', 'xmlhttprequest'],
    },
  };
}

/** The rules of a profile's connection, for its polls and for its WebSocket; none to send what we send anyway. */
export function connectionRules(profile: { readonly url: string; readonly path: string; readonly connectAs: ConnectAs }, extensionHost: string): HeaderRule[] {
  const headers = requestHeaders(profile.connectAs);
  if (Object.keys(headers).length === 0) return [];
  const polling = new URL(`${profile.path.replace(/\/$/, '')}/`, profile.url).href;
  return [polling, polling.replace(/^http/, 'ws')].map((url) => headerRule(headers, { url, extensionHost }, PRIORITY.connection));
}

/** The rule that gives requests to exactly this address another origin, and to the same one with more in its query. */
export function originRule(origin: string, url: string, extensionHost: string): HeaderRule {
  return headerRule({ Origin: origin }, { url: new URL(url).href, extensionHost }, PRIORITY.probe);
}
