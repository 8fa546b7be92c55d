/** The words of probes: what was asked, and what the answer says. Shared by panel and command line. Pure. */
import type { EntryOf, ProbeQuestion } from '../recording/entry.ts';

type Probe = Pick<EntryOf<'probe'>, 'question' | 'outcome' | 'status' | 'body' | 'code' | 'error' | 'origin' | 'url' | 'tookMs'>;

/** `passed`: as it should be. `failed`: not so. `neutral`: tells something, and is neither. */
export type ProbeVerdict = 'passed' | 'failed' | 'neutral';

const ASKED: Record<ProbeQuestion, string> = {
  polling: 'Handshake by polling',
  'polling-3': 'Handshake of older clients (Engine.IO 3)',
  websocket: 'Handshake by WebSocket',
  origin: 'Handshake as the page',
  path: 'Another path',
  sticky: 'One session, several requests',
};

/** What was asked, in a few words. */
export function probeQuestion(probe: Probe): string {
  if (probe.question === 'path') return `${ASKED.path}: ${pathOf(probe.url)}`;
  return probe.question === 'origin' && probe.origin !== null ? `${ASKED.origin} (${probe.origin})` : ASKED[probe.question];
}

/** Whether a polling answer is an Engine.IO OPEN packet: of version 4, or with the length in front of version 3. */
function isHandshake({ status, body }: Probe): boolean {
  return status === 200 && /^(\d+:)?0\{/.test(body ?? '');
}

/** How the answer is to be taken. */
export function probeVerdict(probe: Probe): ProbeVerdict {
  const { question, outcome } = probe;
  if (outcome === 'hidden') return 'neutral';
  // That a server speaks no older version, or not at a path that was only tried, is no fault.
  if (question === 'polling-3' || question === 'path') return 'neutral';
  if (question === 'websocket') return outcome === 'opened' ? 'passed' : 'failed';
  if (question === 'sticky') return outcome === 'answered' && probe.status === 200 ? 'passed' : 'failed';
  return outcome === 'answered' && isHandshake(probe) ? 'passed' : 'failed';
}

/** What the answer was, in a few words. */
export function probeAnswer(probe: Probe): string {
  const { outcome, status, body, code, error, question } = probe;
  switch (outcome) {
    case 'opened':
      return 'opened';
    case 'closed':
      return code === null ? 'opened and closed again' : `opened and closed again with code ${code}`;
    case 'refused':
      if (question === 'websocket' && status !== null) return `refused with HTTP ${status}`;
      return error === '' ? 'no connection' : `no connection (${error})`;
    case 'hidden':
      return 'answered, but the browser hides the answer from Holdfast';
    case 'timeout':
      return 'no answer in time';
    case 'answered':
      if (question === 'sticky' && status === 200) return 'the server knew its session each time';
      if (question === 'polling-3' && !isHandshake(probe)) return 'not spoken';
      return isHandshake(probe) ? 'accepted' : `HTTP ${status ?? '?'}${firstLine(body)}`;
  }
}

function firstLine(body: string | null): string {
  const line = (body ?? '').trim().split('\n', 1)[0]!.slice(0, 120);
  return line === '' ? '' : `: ${line}`;
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
