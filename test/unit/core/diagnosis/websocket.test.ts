import { describe, expect, it } from 'vitest';
import { connected, handshake, log, opening } from '../../../support/facts.ts';
import { OPEN_WITHOUT_UPGRADES, pageCloses, pageOpens, pageShakes, pollingWorks, probe, probeAnswered, up, verdict, websocketWorks, type Story, type Told } from './material.ts';

const byPolling = (upgrades: string[]): Told[] => [opening(), { ...handshake(), transport: 'polling', upgrades } as Told, { ...connected(), transport: 'polling' } as Told];
const upgrade = (stage: 'started' | 'done' | 'failed'): Told => ({ kind: 'upgrade', stage, transport: 'websocket', reason: null });
const pollingOnly = probeAnswered('polling', 200, OPEN_WITHOUT_UPGRADES);
const pageFails = (socket: string): Told[] => [pageOpens(socket), pageShakes(socket, 400, 'Bad Request'), pageCloses(socket)];

describe('WebSocket', () => {
  it.each<[string, Story, string[]]>([
    ['is not spoken by the server, so that we fell back', { told: byPolling([]) }, ['websocket-unsupported certain']],
    ['is not spoken, as probes alone say', { told: [pollingOnly, probe('websocket', { outcome: 'answered', status: 400 })] }, ['websocket-unsupported likely']],
    ['is not spoken and nobody wants it', { told: [{ ...opening(), transports: ['polling'] } as Told, ...byPolling([]).slice(1), pollingOnly, probe('websocket')] }, ['websocket-unsupported guess']],
    ['is not spoken for want of a library', { told: [...up(), log('warning', 'Unsupported upgrade request.')] }, ['websocket-unsupported certain']],
    ['is stripped on the way', { told: [...byPolling(['websocket']), upgrade('started'), upgrade('failed')] }, ['websocket-blocked guess']],
    ['is stripped on the way, as a probe shows', { told: [...byPolling(['websocket']), upgrade('failed'), pollingWorks, probeAnswered('websocket', 400, '{"code":3,"message":"Bad request"}')] }, ['websocket-blocked certain']],
    ['is stripped, as probes alone say', { told: [pollingWorks, probe('websocket')] }, ['websocket-blocked likely']],
    ['was to come first and did not, though the server offers it', { told: byPolling(['websocket']) }, ['websocket-blocked guess']],
    ['came after all', { told: [...byPolling(['websocket']), upgrade('started'), upgrade('done')] }, []],
    ['was stripped once', { told: [...byPolling(['websocket']), upgrade('failed'), ...up()] }, []],
    ['is tried by a page for ever', { subject: 'page', told: [...pageFails('1'), ...pageFails('2'), pollingWorks, probe('websocket')] }, ['no-fallback likely', 'websocket-blocked likely']],
    ['works by polling and by websocket', { told: [...up(), pollingWorks, websocketWorks] }, []],
  ])('%s', (_name, story, expected) => {
    const found = verdict(story);
    expect(found.slice(0, expected.length || 1)).toEqual(expected);
  });
});
