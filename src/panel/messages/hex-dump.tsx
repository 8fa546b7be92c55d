import { useState } from 'preact/hooks';
import { hexDump } from '../../core/wire/preview.ts';
import { LongText } from '../grid/long-text.tsx';
import { say } from '../../core/words/say.ts';

/** Of more than this, a dump says how much there is. */
const MOST = 65_536;

/** Bytes as a hex dump, made when it is opened. */
export function HexDump({ bytes }: { bytes: Uint8Array }) {
  const [open, setOpen] = useState(false);
  const hex = say('messages_detail_hex');
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{hex}</summary>
      {open ? <LongText name={hex} text={hexDump(bytes, MOST)} bare /> : null}
    </details>
  );
}
