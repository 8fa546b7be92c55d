/** Why something was recorded: one of our own reasons with its facts, which views word in their language, or text of another party. */
import * as v from 'valibot';

/** Our own reasons. The words of each are the message `why_<code>`. */
export type WhyCode =
  | 'accessMissing'
  | 'accessMissingAs'
  | 'accessTakenBack'
  | 'asOthersRefused'
  | 'backgroundStopped'
  | 'blobUnseen'
  | 'brief'
  | 'byUser'
  | 'captureStopped'
  | 'databaseDeleted'
  | 'extensionRestarted'
  | 'framesTooFast'
  | 'gaveUp'
  | 'headerRulesAfterRestart'
  | 'headerRulesMissing'
  | 'hookMissing'
  | 'heartbeatsMissed'
  | 'lastingRefusal'
  | 'logEmptied'
  | 'noDatabase'
  | 'noWebSocket'
  | 'pageGone'
  | 'pollBodyLost'
  | 'pollBodyWithheld'
  | 'quotaExceeded'
  | 'refused'
  | 'requestFailed'
  | 'secretsMissing'
  | 'serverDisconnected'
  | 'serverError500'
  | 'sharedWorkerUnseen'
  | 'socketsTooFast'
  | 'stood'
  | 'stoppedByBrowser'
  | 'tooManySockets'
  | 'webTransportUnseen';

const facts = v.record(v.string(), v.union([v.string(), v.number()]));
/** Another version may know more reasons, so any code is read. */
const reason = v.object({ code: v.string(), facts: v.optional(facts) });

export const whySchema = v.union([v.string(), v.object({ ...reason.entries, cause: v.optional(v.union([v.string(), reason])) })]);
export type Why = v.InferOutput<typeof whySchema>;

/** One of our own reasons. `cause` is what led to it, as far as it was known. */
export function because(code: WhyCode, given: Readonly<Record<string, string | number>> = {}, cause: Why | null = null): Why {
  const known = cause === null || cause === '' ? {} : { cause: typeof cause === 'string' ? cause : { code: cause.code, ...(cause.facts && { facts: cause.facts }) } };
  return { code, ...(Object.keys(given).length > 0 && { facts: given }), ...known };
}

/** Why a socket ended of which the page went away. */
export const PAGE_GONE: WhyCode = 'pageGone';

/** Whether a socket ended because its page went away: nobody saw it close, or the browser closed it with 1001, "going away" (RFC 6455, section 7.4.1). */
export function isPageGone(closed: { readonly reason: Why; readonly code: number | null; readonly goodbye: string }): boolean {
  return (closed.code === null && closed.reason === PAGE_GONE) || (closed.code === 1001 && closed.goodbye === 'none');
}

/** Why a socket is not followed any more that may be open still. */
const UNFOLLOWED: readonly WhyCode[] = ['captureStopped', 'extensionRestarted', 'tooManySockets'];

/** Whether a socket did not end, as far as anybody knows: what told of it tells no more. */
export function isUnfollowed(closed: { readonly reason: Why; readonly code: number | null }): boolean {
  return closed.code === null && UNFOLLOWED.some((code) => code === closed.reason);
}

/** What a capture leaves out because the page is too fast for it. */
const TOO_FAST: readonly WhyCode[] = ['framesTooFast', 'socketsTooFast'];
const GAPS: readonly WhyCode[] = [...TOO_FAST, 'blobUnseen', 'hookMissing', 'logEmptied', 'pollBodyLost', 'pollBodyWithheld', 'sharedWorkerUnseen', 'webTransportUnseen'];

/** What a capture says of what it left out, and of what. A page can say anything in its place. */
export function gapReason(told: string, url = ''): Why {
  const code = GAPS.find((each) => each === told);
  return code === undefined ? told : because(code, url === '' ? {} : { url });
}

/** Whether frames are missing because the page sent them faster than a page may. */
export function isTooFast(why: Why): boolean {
  return typeof why !== 'string' && TOO_FAST.some((code) => code === why.code);
}

/**
 * The close reason of a socket whose offscreen document has gone. It comes with the code 1006, which no frame carries, and so
 * no server can say it: see RFC 6455, section 7.4.1.
 */
export const DOCUMENT_GONE = 'offscreen document closed';
