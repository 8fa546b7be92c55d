import { useMemo } from 'preact/hooks';
import { fieldsOf, stacksOf, type LogStack } from '../../core/session/log-stack.ts';
import { markdownExcerpt } from '../../core/files/write-markdown.ts';
import { useApp } from '../../views/app.ts';
import { formatClockOffset, formatCount, formatTimestamp, prettyJsonText, shown } from '../../core/words/format.ts';
import { hasFields, logLineText } from '../lists/log-line-text.ts';
import type { LogsView } from '../lists/logs-view.ts';
import type { LogEntry } from '../../core/entries/lanes.ts';
import { CopyRedacted } from '../sharing/copy-redacted.tsx';
import { RedactedNote } from '../sharing/redacted-mark.tsx';
import { creator } from '../sharing/creator.ts';
import { DetailPane } from '../grid/detail-pane.tsx';
import { LongText } from '../grid/long-text.tsx';
import { ValueTree } from '../grid/value-tree.tsx';
import { Fact, Facts } from '../overview/facts.tsx';
import { say } from '../../core/words/say.ts';

/** The whole of the selected line. */
export function LogDetail({ view }: { view: LogsView }) {
  void view.version.value;
  const seq = view.selected.value;
  if (!view.detailOpen.value || seq === null) return null;
  const line = view.rows.at(view.rows.indexOf(seq));
  if (line === undefined) return null;
  return <Detail key={seq} line={line} onClose={() => (view.detailOpen.value = false)} />;
}

function CopyActions({ line }: { line: LogEntry }) {
  return (
    <>
      <CopyRedacted text={(redactor) => logLineText(redactor.entry(line))} what={say('logs_what_line')} />
      <CopyRedacted roomy text={(redactor) => markdownExcerpt([line], redactor, creator())} what={say('sharing_copyMarkdown')} />
    </>
  );
}

/** One stack, as lines. Copying it leaves out what is secret in the line. */
function Stack({ line, stack }: { line: LogEntry; stack: LogStack }) {
  const again = (of: LogEntry) => stacksOf(of).find(({ name }) => name === stack.name)?.text ?? '';
  return (
    <section class="stack">
      <LongText name={say('logs_stack', { name: stack.name })} text={stack.text} />
      <CopyRedacted roomy text={(redactor) => again(redactor.entry(line))} what={say('logs_what_stack')} />
    </section>
  );
}

/** The further fields as a tree, or as they came where that cannot be read. */
function Fields({ line }: { line: LogEntry }) {
  const roots = useMemo(() => Object.entries(fieldsOf(line.fields)).map(([name, value]) => ({ name, value })), [line]);
  if (!hasFields(line)) return null;
  if (roots.length === 0) return <LongText name={say('logs_fields')} text={prettyJsonText(line.fields)} />;
  return (
    <section>
      <h3 class="muted">{say('logs_fields')}</h3>
      <ValueTree name={say('logs_fields')} roots={roots} />
    </section>
  );
}

function Detail({ line, onClose }: { line: LogEntry; onClose: () => void }) {
  const stacks = useMemo(() => stacksOf(line), [line]);
  const offset = useApp().model.connection.value?.clockOffsetMs ?? null;
  return (
    <DetailPane name={say('logs_detail')} actions={<CopyActions line={line} />} onClose={onClose}>
      {stacks.map((stack) => (
        <Stack key={stack.name} line={line} stack={stack} />
      ))}
      {stacks.some(({ name }) => name === 'message') ? null : <LongText name={say('logs_message')} text={line.message} />}
      <Facts>
        <Fact name={say('logs_number')}>#{line.seq}</Fact>
        <Fact name={say('logs_ourTime')}>{formatTimestamp(line.at)}</Fact>
        <Fact name={say('logs_serverTime')}>
          {line.serverTime === null ? (line.serverTimeText === '' ? say('logs_noServerTime') : '') : formatTimestamp(line.serverTime)}{' '}
          {line.serverTimeText === '' ? null : <code class="muted break">{shown(line.serverTimeText, 200)}</code>}
          {line.serverTime === null || offset === null ? null : <p class="muted">{say('logs_offset', { offset: formatClockOffset(offset) })}</p>}
        </Fact>
        <Fact name={say('logs_columns_level')}>
          {say(`logs_level_${line.level}`)}{' '}
          {line.levelText === '' || line.levelText.toLowerCase() === line.level ? null : (
            <span class="muted isolate">{say('logs_levelAs', { text: shown(line.levelText, 100) })}</span>
          )}
        </Fact>
        {line.logger === '' ? null : (
          <Fact name={say('logs_loggerName')}>
            <code class="break">{shown(line.logger, 500)}</code>
          </Fact>
        )}
      </Facts>
      <Fields line={line} />
      <RedactedNote entry={line} />
      {line.cut > 0 ? <p class="tone-text-warn">{say('logs_cut', { count: formatCount(line.cut) })}</p> : null}
    </DetailPane>
  );
}
