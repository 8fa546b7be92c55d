import { describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/recording/entry.ts';
import { evidenceOf } from '../../../src/ui/evidence.ts';
import { createModel } from '../../../src/ui/model.ts';
import { connectionView } from '../../playground/fixtures.ts';
import { defaultProfile } from '../../../src/messaging/profile.ts';
import { elsewhere, packetFact, probeFact, watched } from './samples.ts';

const facts: readonly Fact[] = [
  { kind: 'connect-failed', message: 'websocket error', transport: 'websocket', status: 404, body: null },
  { kind: 'log', level: 'error', levelText: 'ERROR', logger: 'app', message: 'boom', serverTime: null, serverTimeText: '', fields: '', cut: 0 },
  packetFact({ type: 'connect_error', preview: '{"message":"no"}' }),
  probeFact({ outcome: 'timeout' }),
];
const pageFacts: readonly Fact[] = [
  { kind: 'socket-closed', socket: 's1', code: 1006, reason: 'Invalid frame header', clean: false, goodbye: 'client', blocked: null },
  packetFact({ type: 'ping' }),
  { kind: 'navigation', tabId: 7, url: 'http://x/', refresh: true, phase: '', sid: null, upMs: null },
];

function recordings() {
  const model = createModel('tab:7');
  const sources = ['default', 'tab:7'];
  model.apply({ type: 'snapshot', epoch: 'e', profiles: [defaultProfile('default')], selected: 'default', connections: [connectionView('default', 0)], ...elsewhere, recordings: sources.map((source) => watched(source, 9)) });
  for (const [source, list] of [['default', facts], ['tab:7', pageFacts]] as const) {
    model.apply({ type: 'history', epoch: 'e', source, entries: list.map((fact, seq) => ({ ...fact, source, seq, at: seq })), done: true });
  }
  return [model.recording.value, model.page.value!];
}

describe('what a finding rests on', () => {
  it.each([
    ['default', 0, 'Attempt failed: websocket error (HTTP 404)', { view: 'overview', seq: 0 }],
    ['default', 1, 'The server logged (ERROR): boom', { view: 'logs', seq: 1 }],
    ['default', 2, 'Received connect_error {"message":"no"}', { view: 'messages', key: 'own-2', heartbeat: false }],
    ['default', 3, 'Handshake by polling: no answer in time (12 ms)', { view: 'overview', seq: 3 }],
    ['tab:7', 0, 'Socket closed with code 1006: Invalid frame header', { view: 'page-sockets', socket: 's1' }],
    ['tab:7', 1, 'Received ping', { view: 'messages', key: 'page-1', heartbeat: true }],
    ['tab:7', 2, expect.stringContaining('Tab refreshed'), null],
  ])('entry %s %i is told and leads to its row', (source, seq, text, sight) => {
    expect(evidenceOf([{ source, seq }], recordings())).toEqual([{ ref: { source, seq }, at: seq, text, sight }]);
  });

  it('leaves out what is not kept any more, and what nobody watches', () => {
    expect(evidenceOf([{ source: 'default', seq: 99 }, { source: 'other', seq: 0 }], recordings())).toEqual([]);
  });
});
