/** The formats that the export dialog offers. */
import { writeCsv } from '../../core/files/write-csv.ts';
import { writeHar } from '../../core/files/write-har.ts';
import { writeMarkdown } from '../../core/files/write-markdown.ts';
import { writeNdjson } from '../../core/files/write-ndjson.ts';
import type { Writer } from '../../core/files/shared-recording.ts';

export interface ExportFormat {
  readonly id: 'ndjson' | 'har' | 'csv' | 'markdown';
  readonly write: Writer;
  readonly extension: string;
  readonly type: string;
}

export const EXPORT_FORMATS: readonly ExportFormat[] = [
  { id: 'ndjson', write: writeNdjson, extension: 'ndjson', type: 'application/x-ndjson' },
  { id: 'har', write: writeHar, extension: 'har', type: 'application/json' },
  { id: 'csv', write: writeCsv, extension: 'csv', type: 'text/csv' },
  { id: 'markdown', write: writeMarkdown, extension: 'md', type: 'text/markdown' },
];
