/** The words of probes: what was asked, and what the answer says. Pure. */
import type { FactOf, ProbeQuestion } from '../entries/entry.ts';
import { tellingLine } from '../wire/telling-line.ts';
import { inKey, say } from './say.ts';

type Probe = Pick<FactOf<'probe'>, 'question' | 'outcome' | 'status' | 'body' | 'headers' | 'code' | 'error' | 'origin' | 'url' | 'redirects' | 'tookMs'>;

/** UTF-16 units of what a server says, and of an address in a line of words. */
const WORDS_LENGTH = 120;
const ADDRESS_LENGTH = 100;

/** `passed`: as it should be. `failed`: not so. `neutral`: tells something, and is neither. */
export type ProbeVerdict = 'passed' | 'failed' | 'neutral';

/** What is asked, in a few words. */
export function probeQuestionName(question: ProbeQuestion): string {
  return say(`probes_question_${inKey(question)}`);
}

/** What was asked, and of which path, which place or as whom. */
export function probeQuestion(probe: Probe): string {
  const { question, url, origin } = probe;
  if (question === 'path') return say(/^wss?:/.test(url) ? 'probes_pathBySocket' : 'probes_path', { path: pathOf(url) });
  if (question === 'origin' && origin !== null) return say('probes_asOrigin', { origin });
  const place = placeOf(probe);
  return place === '' ? probeQuestionName(question) : say('probes_at', { question: probeQuestionName(question), place });
}

/** The part of the address by which a question differs from the others of its round. */
function placeOf({ question, url, body }: Probe): string {
  if (question === 'tcp' && body !== null) return body;
  if (question === 'scheme') return /^[a-z]+:\/\/[^/?]*/i.exec(url)?.[0] ?? '';
  return question === 'name' || question === 'tcp' || question === 'tls' ? url.replace(/^[a-z]+:\/\//, '') : '';
}

/** A question and its answer. */
export function probeText(probe: Probe): string {
  return say('probes_answered', { question: probeQuestion(probe), answer: probeAnswer(probe) });
}

/** Whether a polling answer is an Engine.IO OPEN packet: of version 4, or with the length in front of version 3. */
function isHandshake({ status, body }: Probe): boolean {
  return status === 200 && isOpenPacket(body ?? '');
}

/** How the answer is to be taken. */
export function probeVerdict(probe: Probe): ProbeVerdict {
  const { question, outcome, status } = probe;
  if (outcome === 'hidden') return 'neutral';
  switch (question) {
    // That a server speaks no older version, or not where it was only looked for, is no fault.
    case 'polling-3':
    case 'path':
    case 'scheme':
    case 'root':
      return 'neutral';
    case 'websocket':
    case 'name':
    case 'tcp':
    case 'tls':
      return outcome === 'opened' ? 'passed' : 'failed';
    case 'sticky':
    case 'post':
      return outcome === 'answered' && status === 200 ? 'passed' : 'failed';
    case 'connect':
      return connectAnswer(probe)?.startsWith('40') === true ? 'passed' : 'failed';
    case 'polling':
    case 'origin':
      return outcome === 'answered' && isHandshake(probe) ? 'passed' : 'failed';
  }
}

/** The packet of a poll that answers a CONNECT. */
function connectAnswer({ outcome, status, body }: Probe): string | undefined {
  if (outcome !== 'answered' || status !== 200) return undefined;
  return (body ?? '').split('\u001e').find((packet) => /^4[04]/.test(packet));
}

/** What the answer was, in a few words. */
export function probeAnswer(probe: Probe): string {
  const last = probe.redirects.at(-1);
  if (last === undefined) return directAnswer(probe);
  const address = last[1].slice(0, ADDRESS_LENGTH);
  return address === '' ? say('probes_redirectedUnseen') : say('probes_redirected', { answer: directAnswer(probe), address });
}

/** The answer without the way to it. */
function directAnswer(probe: Probe): string {
  const { outcome, status, body, code, error, question } = probe;
  switch (outcome) {
    case 'opened':
      return openedText(probe);
    case 'closed':
      if (body !== null && body !== '' && !isOpenPacket(body) && isOfEngine(probe)) return say('probes_foreign', { words: wordsOf(probe) });
      if (code === null) return say('probes_silent');
      if (error !== '') return say('probes_brokeOffFor', { code: String(code), error: error.slice(0, WORDS_LENGTH) });
      return say(isOpenPacket(body ?? '') ? 'probes_brokeOff' : 'probes_closed', { code: String(code) });
    case 'refused':
      return refusedText(probe);
    case 'hidden':
      return say('probes_hidden');
    case 'timeout':
      return say('probes_timeout');
    case 'answered':
      if (question === 'connect') return connectText(probe);
      if (question === 'post' && status === 200) return say('probes_taken');
      if (question === 'sticky' && status === 200) return say('probes_knewSession');
      if (question === 'polling-3' && status === 400 && /^[{"]/.test(body ?? '')) return say('probes_notSpoken');
      return isHandshake(probe) ? say('probes_accepted') : httpText(probe);
  }
}

function openedText(probe: Probe): string {
  if (probe.question === 'tcp') return say('probes_portOpen');
  return probe.question === 'name' || probe.question === 'tls' ? wordsOf(probe) : say('probes_opened');
}

function refusedText(probe: Probe): string {
  const { question, status, body, error } = probe;
  if (question === 'name') return say('probes_unknownName', { error });
  if (question === 'tls' && body !== null && !error.startsWith('certificate')) return say('probes_otherWords', { error, words: wordsOf(probe) });
  if (question === 'websocket' && status !== null) return say('probes_refused', { status: String(status) });
  if (question !== 'tls' && question !== 'tcp' && body !== null && body !== '') return say('probes_foreignWords', { words: wordsOf(probe) });
  return error === '' ? say('probes_noConnection') : say('probes_noConnectionFor', { error });
}

function connectText(probe: Probe): string {
  const answer = connectAnswer(probe);
  if (answer === undefined) return httpText(probe);
  return answer.startsWith('40') ? say('probes_connectAnswered') : say('probes_connectRefused', { words: answer.slice(2, WORDS_LENGTH) });
}

/** Whether Engine.IO was asked for, and no plain WebSocket. */
function isOfEngine({ url }: Probe): boolean {
  return /[?&]EIO=/.test(url);
}

function isOpenPacket(body: string): boolean {
  return /^(\d+:)?0\{/.test(body);
}

/** An HTTP answer with what it says, or else with who gave it. */
function httpText(probe: Probe): string {
  const status = String(probe.status ?? '?');
  const location = header(probe, 'location').slice(0, ADDRESS_LENGTH);
  if (location !== '' && status.startsWith('3')) return say('probes_notFollowed', { status, address: location });
  const line = wordsOf(probe);
  if (line !== '') return say('probes_httpSaying', { status, line });
  const server = header(probe, 'server').slice(0, WORDS_LENGTH);
  return server === '' ? say('probes_http', { status }) : say('probes_httpFrom', { status, server });
}

/** What the server says, in a line. */
function wordsOf(probe: Probe): string {
  const { status, body } = probe;
  return tellingLine({ status, contentType: header(probe, 'content-type'), body: body ?? '' }).slice(0, WORDS_LENGTH);
}

function header({ headers }: Probe, name: string): string {
  return headers.find(([other]) => other === name)?.[1] ?? '';
}

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}
