/** All signs, by name, and what is seen of them in one case. Each is looked for once, when somebody asks. */
import type { CaseFile } from '../evidence/case-file.ts';
import type { Look, Seen } from '../evidence/sign.ts';
import { CONDUCT } from './conduct.ts';
import { ENDINGS } from './endings.ts';
import { ORIGIN } from './origin.ts';
import { PATH } from './path.ts';
import { TRANSPORT } from './transport.ts';
import { UPGRADE } from './upgrade.ts';
import { PLAIN } from './plain.ts';
import { REACH } from './reach.ts';
import { SESSION } from './session.ts';
import { WHO } from './who.ts';

const LOOKS = { ...REACH, ...WHO, ...PATH, ...TRANSPORT, ...ORIGIN, ...UPGRADE, ...SESSION, ...ENDINGS, ...CONDUCT, ...PLAIN } satisfies Record<string, Look>;

export type Sign = keyof typeof LOOKS;
export const SIGNS = Object.keys(LOOKS) as readonly Sign[];

/** What is seen in a case. A test may give another way to see. */
export interface Signs {
  readonly see: (sign: Sign) => Seen | null;
}

export function signsOf(file: CaseFile): Signs {
  const known = new Map<Sign, Seen | null>();
  const see = (sign: Sign): Seen | null => {
    let seen = known.get(sign);
    if (seen === undefined) known.set(sign, (seen = LOOKS[sign](file)));
    return seen;
  };
  return { see };
}
