import { describe, expect, it } from 'vitest';
import { ack, closed, connected, handshake, intent, opening } from '../../../support/facts.ts';
import { brief, lived, packet, pageCloses, pageOpens, OPEN, POLL_URL, pollingWorks, probe, probeAnswered, thrice, up, verdict, type Story, type Told } from './material.ts';

const takenBack: Told[] = [
  opening(),
  handshake(),
  connected(),
  { kind: 'malformed', reason: 'invalid payload', text: '1{"message":"no"}', bytes: 17 },
  closed({ reason: 'parse error', code: 1005 }),
];
/** By polls the server says that it gives up: by the engine's goodbye, which is none of an application. */
const pollBrief = (socket: string): Told[] => {
  const polled = { socket, transport: 'polling' } as const;
  const said = [packet('in', 'open', { ...polled, text: OPEN }), packet('out', 'connect', { ...polled, namespace: '/', text: '40' }), packet('in', 'close', { ...polled, text: '1' })];
  return [pageOpens(socket, { url: POLL_URL }), ...said, pageCloses(socket, { code: null, clean: true, goodbye: 'server' })];
};
const pageBrief = (socket: string): Told[] => [pageOpens(socket), packet('in', 'open', { socket, text: OPEN }), packet('out', 'connect', { socket, namespace: '/', text: '40' }), pageCloses(socket, { code: 1005 })];
const forgotten = (words: string): Told[] => brief({ reason: 'transport error', detail: `HTTP 400: ${words}` });
/** As gunicorn's one synchronous worker answers, when the open poll has ended. */
const tooLate: Told[] = [
  opening(),
  { ...handshake(), transport: 'polling', upgrades: [] } as Told,
  packet('out', 'connect', { transport: 'polling', namespace: '/', text: '40{}' }),
  closed({ reason: 'no CONNECT reply', stood: false, code: null, livedMs: 2_000 }),
  packet('in', 'connect', { transport: 'polling', namespace: '/', text: '40{"sid":"x"}' }),
];
/** python-engineio writes pingTimeout first. */
const OPEN_OF_PYTHON = '0{"sid":"abc","upgrades":[],"pingTimeout":20000,"pingInterval":25000}';
/** What tells that gunicorn is there, as a header of a probe's answer. */
const gunicorn = probe('polling', { outcome: 'timeout', headers: [['server', 'gunicorn']] });
const uvicorn = probe('polling', { outcome: 'timeout', headers: [['server', 'uvicorn']] });
const silent = brief({ reason: 'no CONNECT reply', livedMs: 20_000 });

describe('a loop', () => {
  it.each<[string, Story, string[]]>([
    ['of two is none yet', { told: [...brief(), ...brief()] }, ['unexplained guess']],
    ['of closes at once', { told: thrice(brief()) }, ['parser-mismatch guess']],
    ['of closes at once, on a machine that stood still twice', { told: [...thrice(brief()), ...brief({ livedMs: 2_500 }), ...brief(), ...brief({ livedMs: 3_000 }), ...thrice(brief())] }, ['parser-mismatch guess']],
    ['of crashes, maybe', { told: thrice(brief({ code: 1006 })) }, ['parser-mismatch guess']],
    ['of a page', { subject: 'page', told: [...pageBrief('1'), ...pageBrief('2'), ...pageBrief('3')] }, ['parser-mismatch guess']],
    ['of a page that polls', { subject: 'page', told: [...pollBrief('1'), ...pollBrief('2'), ...pollBrief('3')] }, ['parser-mismatch guess']],
    ['of silence', { told: thrice(silent) }, ['silent-handshake guess', 'connect-unanswered guess']],
    ['of silence of gunicorn', { told: [...thrice(silent), gunicorn] }, ['silent-handshake likely']],
    ['of silence of a server that is not Python’s', { told: [...thrice(silent), pollingWorks] }, ['connect-unanswered likely']],
    ['of silence of a Python server that serves many at a time', { told: [...thrice(silent), uvicorn] }, ['connect-unanswered likely']],
    ['of silence of a server without WebSocket, and what it says too late', { told: [...thrice(tooLate), gunicorn] }, ['silent-handshake likely']],
    ['of silence, once', { told: silent }, ['silent-handshake guess', 'connect-unanswered guess']],
    ['of silence, and then the session is gone', { told: brief({ livedMs: 5_200, detail: 'HTTP 400: "Invalid session abc"' }) }, ['silent-handshake likely']],
    ['of silence that goes on', { told: [opening(), handshake(), packet('out', 'connect', { namespace: '/', text: '40' })], later: 6_000 }, ['silent-handshake guess', 'connect-unanswered guess']],
    ['of silence, as probes alone say', { told: [probeAnswered('polling', 200, OPEN_OF_PYTHON), probe('sticky', { outcome: 'timeout' })] }, ['silent-handshake likely']],
    ['of sessions that Node forgets', { told: thrice(forgotten('{"code":1,"message":"Session ID unknown"}')) }, ['session-id-unknown certain']],
    ['of sessions that Python forgets', { told: thrice(forgotten('"Invalid session abc"')) }, ['session-id-unknown certain']],
    ['of forgotten sessions, as a probe alone says', { told: [pollingWorks, probeAnswered('sticky', 400, '{"code":1,"message":"Session ID unknown"}')] }, ['session-id-unknown certain']],
    ['of one forgotten session is a restart', { told: [...forgotten('"Invalid session abc"'), ...up()], later: 6_000 }, []],
    ['of a yes that is taken back', { told: thrice(takenBack) }, ['always-connect-loop certain']],
    ['of a yes that is taken back once', { told: takenBack }, ['always-connect-loop likely']],
    ['that the user interrupts', { told: [...thrice(takenBack), intent()] }, []],
    ['that stands again', { told: [...thrice(takenBack), ...up(), ack(), { kind: 'policy', action: 'stands', why: '' }], later: 6_000 }, []],
    ['of long lives is none', { told: [...lived({ code: 1005 }), ...lived({ code: 1005 }), ...lived({ code: 1005 })] }, ['unexplained guess']],
  ])('%s', (_name, story, expected) => expect(verdict(story)).toEqual(expected));
});
