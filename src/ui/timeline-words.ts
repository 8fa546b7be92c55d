/** The words of the timeline. */
import type { FactOf, Initiator } from '../recording/entry.ts';

const BY: Record<Initiator, string> = {
  user: '',
  'start-up': ', at start-up',
  restart: ', after the background restarted',
  policy: ', by policy',
};

const POLICY: Record<FactOf<'policy'>['action'], string> = {
  'polling-first': 'Trying polling first from now on',
  slowed: 'Attempts slowed down',
  'retry-soon': 'Retrying soon',
  'heartbeat-reconnect': 'Reconnecting because heartbeats went unanswered',
  stands: 'The connection stands again',
};

export const timelineWords = {
  workerRestarted: (gap: string) => `Background restarted: the recording was restored, ${gap} are missing`,
  workerRestartedDetail: 'The browser stopped the background. What arrived meanwhile was not recorded.',
  browserStarted: 'Browser started: the earlier recording goes on here',
  intent: (intent: FactOf<'intent'>['intent'], by: Initiator, url: string) =>
    ({
      connect: `Connect to ${url}${BY[by]}`,
      disconnect: `Disconnect${BY[by]}`,
      reconnect: `Reconnect to ${url}${BY[by]}`,
    })[intent],
  upgraded: (transport: string) => `Transport upgraded to ${transport}`,
  upgradeFailed: (transport: string) => `Upgrade to ${transport} failed`,
  connected: (transport: string, sid: string, recovered: boolean) =>
    `Connected over ${transport}, session ${sid}${recovered ? ' (recovered)' : ''}`,
  acknowledged: (after: string | null, late: boolean) =>
    after === null ? 'Acknowledged before the connection was confirmed' : `Acknowledged ${late ? 'late, ' : ''}after ${after}`,
  unacknowledged: (deadline: string) => `No acknowledgement within ${deadline}`,
  heartbeatMissed: (beat: number) => `Heartbeat ${beat} was not answered`,
  closed: (reason: string, goodbye: FactOf<'closed'>['goodbye'], stood: boolean) => {
    if (goodbye === 'server') return 'The server ended the connection';
    if (goodbye === 'client') return 'Connection closed by us';
    return stood ? `Connection lost: ${reason}` : `Closed before it stood: ${reason}`;
  },
  closeCode: (code: number, reason: string) => `WebSocket close code ${code}${reason === '' ? '' : ` “${reason}”`}`,
  refused: (message: string) => (message === '' ? 'The server refused the connection' : `The server refused the connection: ${message}`),
  refusedDetail: (data: string, raw: string) => [data === '' ? '' : `Data: ${data}`, `On the wire: ${raw}`].filter(Boolean).join('\n'),
  policy: (action: FactOf<'policy'>['action']) => POLICY[action],
  ended: (outcome: FactOf<'ended'>['outcome']) => (outcome === 'failed' ? 'Gave up' : 'Disconnected'),
  navigation: (refresh: boolean, phase: string, hasSession: boolean, up: string | null) => {
    const what = refresh ? 'Tab refreshed' : 'Tab navigated';
    if (phase === 'connected' && hasSession) return `${what}: background connection unaffected, same session${up === null ? '' : `, up ${up}`}`;
    return `${what}: background connection was ${phase}`;
  },
  unsaved: 'The recording could not be saved to disk; it goes on in memory',
  lost: (entries: number, during: string) => `Not saved: ${entries} ${entries === 1 ? 'entry' : 'entries'} from ${during} are missing`,
  lostDetail: 'The disk took nothing for longer than memory could hold. It is saved again from here on.',
  probed: (questions: number, took: string) => `Diagnosed: ${questions} ${questions === 1 ? 'question' : 'questions'} to the server, ${took}`,
  malformed: (reason: string) => `Unreadable message: ${reason}`,
  attemptFailed: (message: string) => `Attempt failed: ${message}`,
  attemptsFailed: (count: number, during: string) => `${count} attempts failed within ${during}`,
  lastFailure: (message: string) => `The last: ${message}`,
  failedWithStatus: (message: string, status: number) => `${message} (HTTP ${status})`,
  retrying: (attempt: number, delay: string, why: string) => `Attempt ${attempt} follows after ${delay}${why === '' ? '' : `: ${why}`}`,
};
