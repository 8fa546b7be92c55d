/** Rules about the extension's own requests, as declarativeNetRequest takes them. Pure: session-rules.ts hands them over. */
import type { DeclarativeNetRequest } from 'webextension-polyfill';
import { requestHeaders } from '../core/settings/connect-as.ts';
import type { Profile } from '../core/settings/profile.ts';

/** A rule to which its id is still to be given. */
export type SessionRule = Omit<DeclarativeNetRequest.Rule, 'id'>;

/**
 * The parameter by which a connection's requests can be told from all others to the same server: those of another profile,
 * and those of a probe that asks what the server says to the extension itself. A rule can go by nothing else.
 */
const MARK = 'holdfast';

/** An Engine.IO address with the mark of a connection. */
export function markedUrl(url: string, mark: string): string {
  return `${url}&${MARK}=${mark}`;
}

/** As a filter for addresses that begin with `url`. `*` stands for the characters that have a meaning in filters, itself included. */
function filterFor(url: string): string {
  return `|${url.replaceAll(/[*^|]/g, '*')}`;
}

function ownRequests(action: SessionRule['action'], urlFilter: string, extensionHost: string): SessionRule {
  return {
    priority: 1,
    action,
    condition: {
      urlFilter,
      // What the extension's own background asks for, and never what a page does.
      initiatorDomains: [extensionHost],
      tabIds: [-1],
      resourceTypes: ['websocket', 'xmlhttprequest'],
    },
  };
}

function headerRule(headers: Readonly<Record<string, string>>, urlFilter: string, extensionHost: string): SessionRule {
  const replaced = Object.entries(headers).map(([header, value]) => ({ header: header.toLowerCase(), operation: 'set', value }) as const);
  return ownRequests({ type: 'modifyHeaders', requestHeaders: replaced }, urlFilter, extensionHost);
}

/**
 * The rules for those of a profile's polls and WebSockets that have this mark; none to send what we send anyway.
 * `extensionHost` is the host of the extension's own pages.
 */
export function connectionRules(profile: Pick<Profile, 'url' | 'path' | 'connectAs'>, mark: string, extensionHost: string): SessionRule[] {
  const headers = requestHeaders(profile.connectAs);
  if (Object.keys(headers).length === 0) return [];
  const polling = new URL(`${profile.path.replace(/\/$/, '')}/`, profile.url).href;
  return [polling, polling.replace(/^http/, 'ws')].map((url) => headerRule(headers, `${filterFor(url)}*&${MARK}=${mark}`, extensionHost));
}

/** The rule that gives requests to exactly this address another origin, and to the same one with more in its query. */
export function originRule(origin: string, url: string, extensionHost: string): SessionRule {
  return headerRule({ Origin: origin }, filterFor(new URL(url).href), extensionHost);
}

/** An address on the host of `url` to which browsers never send anything: port 1 is one of their bad ports (https://fetch.spec.whatwg.org/#port-blocking). */
export function trialUrl(url: string): string {
  const { protocol, hostname } = new URL(url);
  return `${protocol === 'https:' || protocol === 'wss:' ? 'https' : 'http'}://${hostname}:1/`;
}

/** The rule that has a request to the address of a trial answered by a file of the extension. */
export function trialRule(url: string, extensionHost: string): SessionRule {
  return ownRequests({ type: 'redirect', redirect: { extensionPath: '/manifest.json' } }, filterFor(url), extensionHost);
}
