import { useState } from 'preact/hooks';
import { useApp } from '../../ui/app.ts';
import { clip, formatBytes, formatClockOffset, formatCount, formatTimestamp, prettyJsonText } from '../../ui/format.ts';
import { hasFields, logLineText } from '../../ui/log-line-text.ts';
import type { LogsView } from '../../ui/logs-view.ts';
import type { LogEntry } from '../../ui/model.ts';
import { panelWords } from '../words.ts';
import { Button } from '../../ui/components/button.tsx';
import { CopyButton } from '../../ui/components/copy-button.tsx';
import { Fact, Facts } from '../overview/facts.tsx';

const say = panelWords.logs;
/** What a browser lays out at once without a pause that anybody notices. */
const FIRST_PART = 65_536;

/** The whole of the selected line. */
export function LogDetail({ view }: { view: LogsView }) {
  void view.version.value;
  const seq = view.selected.value;
  if (!view.detailOpen.value || seq === null) return null;
  const { rows } = view.log;
  const line = rows.at(rows.indexOfSeq(seq));
  if (line?.seq !== seq) return null;
  return <Detail key={seq} line={line} onClose={() => (view.detailOpen.value = false)} />;
}

function Detail({ line, onClose }: { line: LogEntry; onClose: () => void }) {
  const offset = useApp().model.connection.value?.clockOffsetMs ?? null;
  return (
    <aside
      class="log-detail"
      aria-label={say.detail}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header class="card-head">
        <h2>{say.detail}</h2>
        <CopyButton text={() => logLineText(line)} what="line" />
        <Button look="quiet" icon="cross" iconOnly onPress={onClose}>
          {say.close}
        </Button>
      </header>
      <div class="log-detail-body">
        <Facts>
          <Fact name={say.ourTime}>{formatTimestamp(line.at)}</Fact>
          <Fact name={say.serverTime}>
            {line.serverTime === null ? (line.serverTimeText === '' ? say.noServerTime : '') : formatTimestamp(line.serverTime)}{' '}
            {line.serverTimeText === '' ? null : <code class="muted break">{clip(line.serverTimeText, 200)}</code>}
            {line.serverTime === null || offset === null ? null : <p class="muted">{say.offset(formatClockOffset(offset))}</p>}
          </Fact>
          <Fact name={say.columns.level}>
            {say.level[line.level]}{' '}
            {line.levelText === '' || line.levelText.toLowerCase() === line.level ? null : (
              <span class="muted isolate">{say.levelAs(clip(line.levelText, 100))}</span>
            )}
          </Fact>
          {line.logger === '' ? null : (
            <Fact name={say.loggerName}>
              <code class="break">{clip(line.logger, 500)}</code>
            </Fact>
          )}
        </Facts>
        <LongText name={say.message} text={line.message} />
        {hasFields(line) ? <LongText name={say.fields} text={prettyJsonText(line.fields)} /> : null}
        {line.cut > 0 ? <p class="tone-text-warn">{say.cut(formatCount(line.cut))}</p> : null}
      </div>
    </aside>
  );
}

/** A text that may be a megabyte: its beginning, and the rest when asked for. */
function LongText({ name, text }: { name: string; text: string }) {
  const [whole, setWhole] = useState(false);
  const shown = whole ? text : clip(text, FIRST_PART);
  return (
    <section>
      <h3 class="muted">{name}</h3>
      <pre class="long-text" tabIndex={0} role="group" aria-label={name}>
        {shown}
      </pre>
      {shown.length < text.length ? <Button onPress={() => setWhole(true)}>{say.showAll(formatBytes(text.length))}</Button> : null}
    </section>
  );
}
