/** The keys of all messages, which the English parts define. Types alone: the messages themselves are in no bundle. */
import type access from '../../_locales/en/access.json';
import type badge from '../../_locales/en/badge.json';
import type commands from '../../_locales/en/commands.json';
import type common from '../../_locales/en/common.json';
import type compose from '../../_locales/en/compose.json';
import type diagnosis from '../../_locales/en/diagnosis.json';
import type errors from '../../_locales/en/errors.json';
import type evidence from '../../_locales/en/evidence.json';
import type findings from '../../_locales/en/findings.json';
import type ladder from '../../_locales/en/ladder.json';
import type histogram from '../../_locales/en/histogram.json';
import type logs from '../../_locales/en/logs.json';
import type manifest from '../../_locales/en/manifest.json';
import type messages from '../../_locales/en/messages.json';
import type overview from '../../_locales/en/overview.json';
import type pageSockets from '../../_locales/en/pageSockets.json';
import type panel from '../../_locales/en/panel.json';
import type popup from '../../_locales/en/popup.json';
import type probes from '../../_locales/en/probes.json';
import type profile from '../../_locales/en/profile.json';
import type recordings from '../../_locales/en/recordings.json';
import type remedies from '../../_locales/en/remedies.json';
import type settings from '../../_locales/en/settings.json';
import type sharing from '../../_locales/en/sharing.json';
import type statistics from '../../_locales/en/statistics.json';
import type terminal from '../../_locales/en/terminal.json';
import type timeline from '../../_locales/en/timeline.json';
import type why from '../../_locales/en/why.json';
import type wire from '../../_locales/en/wire.json';

type Messages = typeof access
  & typeof badge
  & typeof commands
  & typeof common
  & typeof compose
  & typeof diagnosis
  & typeof errors
  & typeof evidence
  & typeof findings
  & typeof ladder
  & typeof histogram
  & typeof logs
  & typeof manifest
  & typeof messages
  & typeof overview
  & typeof pageSockets
  & typeof panel
  & typeof popup
  & typeof probes
  & typeof profile
  & typeof recordings
  & typeof remedies
  & typeof settings
  & typeof sharing
  & typeof statistics
  & typeof terminal
  & typeof timeline
  & typeof why
  & typeof wire;

type MessageKey = keyof Messages;

type WithoutForm<K> = K extends `${infer Base}_other` ? Base : never;

/** Keys of which the messages hold a form for each plural of their language: `<key>_one`, `<key>_other`. */
export type PluralKey = WithoutForm<MessageKey>;

/** Keys of messages that are the same for any number. */
export type PlainKey = Exclude<MessageKey, `${PluralKey}_${Intl.LDMLPluralRule}`>;

/** What takes the place of `{name}` in a message. A number is written as a quantity, “12,345”; a code or a port goes as text. */
export type Params = Readonly<Record<string, string | number>>;

/** A name of the code as a part of a key: “bad-json” is “bad_json”. Chrome takes nothing but letters, digits and “_”. */
export type InKey<T extends string> = T extends `${infer A}-${infer B}`
  ? InKey<`${A}_${B}`>
  : T extends `${infer A}.${infer B}`
    ? InKey<`${A}_${B}`>
    : T extends `${infer A},${infer B}`
      ? InKey<`${A}_${B}`>
      : T;
