import { markdownExcerpt } from '../../sharing/write-markdown.ts';
import { useApp } from '../../ui/app.ts';
import { formatClockOffset, formatCount, formatTimestamp, prettyJsonText, shown } from '../../ui/format.ts';
import { hasFields, logLineText } from '../../ui/log-line-text.ts';
import type { LogsView } from '../../ui/logs-view.ts';
import type { LogEntry } from '../../ui/model.ts';
import { CopyRedacted } from '../sharing/copy-redacted.tsx';
import { RedactedNote } from '../sharing/redacted-mark.tsx';
import { creator } from '../sharing/creator.ts';
import { DetailPane } from '../grid/detail-pane.tsx';
import { LongText } from '../grid/long-text.tsx';
import { Fact, Facts } from '../overview/facts.tsx';
import { say } from '../../words/say.ts';

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

function Detail({ line, onClose }: { line: LogEntry; onClose: () => void }) {
  const offset = useApp().model.connection.value?.clockOffsetMs ?? null;
  return (
    <DetailPane name={say('logs_detail')} actions={<CopyActions line={line} />} onClose={onClose}>
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
      <LongText name={say('logs_message')} text={line.message} />
      {hasFields(line) ? <LongText name={say('logs_fields')} text={prettyJsonText(line.fields)} /> : null}
      <RedactedNote entry={line} />
      {line.cut > 0 ? <p class="tone-text-warn">{say('logs_cut', { count: formatCount(line.cut) })}</p> : null}
    </DetailPane>
  );
}
