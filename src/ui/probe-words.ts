/** The words of probes: what was asked, and what the answer says. Pure. */
import type { FactOf, ProbeQuestion } from '../recording/entry.ts';
import { inKey, say } from '../words/say.ts';

type Probe = Pick<FactOf<'probe'>, 'question' | 'outcome' | 'status' | 'body' | 'code' | 'error' | 'origin' | 'url' | 'tookMs'>;

/** `passed`: as it should be. `failed`: not so. `neutral`: tells something, and is neither. */
export type ProbeVerdict = 'passed' | 'failed' | 'neutral';

/** What is asked, in a few words. */
export function probeQuestionName(question: ProbeQuestion): string {
  return say(`probes_question_${inKey(question)}`);
}

/** What was asked, and of which path or as whom. */
export function probeQuestion({ question, url, origin }: Probe): string {
  if (question === 'path') return say('probes_path', { path: pathOf(url) });
  return question === 'origin' && origin !== null ? say('probes_asOrigin', { origin }) : probeQuestionName(question);
}

/** A question and its answer. */
export function probeText(probe: Probe): string {
  return say('probes_answered', { question: probeQuestion(probe), answer: probeAnswer(probe) });
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
      return say('probes_opened');
    case 'closed':
      if (body !== null && body !== '') return say('probes_foreign', { words: firstLine(body) });
      return code === null ? say('probes_silent') : say('probes_closed', { code: String(code) });
    case 'refused':
      if (question === 'websocket' && status !== null) return say('probes_refused', { status: String(status) });
      return error === '' ? say('probes_noConnection') : say('probes_noConnectionFor', { error });
    case 'hidden':
      return say('probes_hidden');
    case 'timeout':
      return say('probes_timeout');
    case 'answered':
      if (question === 'sticky' && status === 200) return say('probes_knewSession');
      if (question === 'polling-3' && status === 400) return say('probes_notSpoken');
      return isHandshake(probe) ? say('probes_accepted') : httpText(status, firstLine(body ?? ''));
  }
}

function httpText(status: number | null, line: string): string {
  const code = String(status ?? '?');
  return line === '' ? say('probes_http', { status: code }) : say('probes_httpSaying', { status: code, line });
}

function firstLine(body: string): string {
  return body.trim().split('\n', 1)[0]!.slice(0, 120);
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
