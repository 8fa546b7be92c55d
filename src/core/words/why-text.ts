/** Reasons in words. */
import type { Why } from '../entries/why.ts';
import type { Params } from './keys.ts';
import { missingText } from './missing-text.ts';
import { isKey, say, sayInTurn } from './say.ts';

/** What a reason says: ours in the language in force, another party's as it is. Of a reason that is not known here, its code. */
export function whyText(why: Why | null): string {
  if (why === null || typeof why === 'string') return why ?? '';
  const own = ownText(why.code, why.facts ?? {});
  if (why.cause === undefined) return own;
  return sayInTurn([own, whyText(why.cause)]);
}

function ownText(code: string, facts: Params): string {
  if (code === 'gaveUp') return say('why_gaveUp', { count: Number(facts['count'] ?? 0) });
  if (code === 'secretsMissing') return missingText(String(facts['places'] ?? '').split('\n'));
  const key = `why_${code}`;
  return isKey(key) ? say(key, facts) : code;
}

/** Why a socket was closed. With a code it is what the other side said; without one, a capture's own reason or the browser's. */
export function closeReason({ code, reason }: { readonly code: number | null; readonly reason: string }): string {
  return code === null ? ownText(reason, {}) : reason;
}
