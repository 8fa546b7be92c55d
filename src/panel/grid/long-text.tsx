import { useState } from 'preact/hooks';
import { clip, formatBytes } from '../../core/words/format.ts';
import { Button } from '../../views/components/button.tsx';
import { LINE_BREAKS, visible } from '../../core/wire/unseen.ts';
import { say } from '../../core/words/say.ts';

/** What a browser lays out at once without a pause that anybody notices. */
const FIRST_PART = 65_536;

/** A text that may be a megabyte: its beginning, and the rest when asked for. `bare` where its name stands above it already. */
export function LongText({ name, text, bare = false }: { name: string; text: string; bare?: boolean }) {
  const [whole, setWhole] = useState(false);
  const part = whole ? text : clip(text, FIRST_PART);
  return (
    <section>
      {bare ? null : <h3 class="muted">{name}</h3>}
      <pre class="long-text" tabIndex={0} role="group" aria-label={name}>
        {visible(part, LINE_BREAKS)}
      </pre>
      {part.length < text.length ? <Button onPress={() => setWhole(true)}>{say('panel_showAll', { size: formatBytes(text.length) })}</Button> : null}
    </section>
  );
}
