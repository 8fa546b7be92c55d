/**
 * What a cause is made of: the rung at which it stops an attempt, the signs that it predicts, and those that contradict it.
 * Its words are messages. For example `scheme-mismatch` is told for certain where a port answers in the other scheme.
 */
import type messages from '../../../_locales/en/diagnosis.json';
import type { Confidence, Finding } from '../../entries/finding.ts';
import type { Rung } from '../../entries/ladder.ts';
import type { Sign } from '../signs/signs.ts';

/** What would decide between rivals: a round of questions, a terminal, the page's console, the server's log, access to the site. */
export type Decider = NonNullable<Finding['decide']>;

/** One way in which a cause shows itself. The first that is seen is the one that is told. */
export interface Account<Variant extends string = string> {
  /** Every one of these is seen. Their facts are what the words name. */
  readonly seen: readonly Sign[];
  /** Conditions that hold as well, whose entries are no evidence of it. */
  readonly given?: readonly Sign[];
  /** None of these is seen. */
  readonly unseen?: readonly Sign[];
  /** Whose attempts it is about, where that matters: our own, or a page's. */
  readonly subject?: 'own' | 'page';
  /** Of plain sockets alone, or of Socket.IO's. */
  readonly of?: 'plain' | 'socket.io';
  /** The rung at which it stops an attempt, where that is not the cause's own. */
  readonly rung?: Rung;
  readonly confidence: Confidence;
  /** The case of the finding, where that is worded differently. */
  readonly variant?: Variant;
  /** Where something has to be changed in this very case. */
  readonly where?: Finding['where'];
}

export interface Cause<Variant extends string = string> extends Pick<Finding, 'id' | 'where'> {
  /** What it stops. `beside`: it stops nothing, and competes with no other cause. */
  readonly rung: Rung | 'beside';
  /** The sockets that it is about: Socket.IO's unless it says otherwise. */
  readonly of?: 'plain' | 'any';
  readonly benign?: true;
  /** Told only where no other cause is. */
  readonly lastResort?: true;
  readonly accounts: readonly Account<Variant>[];
  /** Signs that it cannot be together with. */
  readonly excludedBy?: readonly Sign[];
  /** Signs that speak for it against its rivals, and join its evidence. */
  readonly favouredBy?: readonly Sign[];
  /** Causes at other rungs whose signs this one predicts as well, so that they are not told beside it. */
  readonly explains?: readonly string[];
  /** What decides between it and its rivals. */
  readonly decide?: Decider;
}

type KeyPart<Id extends string> = Id extends `${infer Head}-${infer Tail}` ? `${Head}_${KeyPart<Tail>}` : Id;

/** The variants of a finding, which are those that there are words for. */
type VariantOf<Id extends string> = keyof typeof messages extends infer Key ? (Key extends `diagnosis_${KeyPart<Id>}_${infer Variant}_${'title' | 'cause' | 'fix'}` ? Variant : never) : never;

/** The cause of this id. */
export function cause<Id extends string>(id: Id, made: Omit<Cause<VariantOf<Id>>, 'id'>): Cause {
  return { id, ...made };
}
