/** Signs of WebSockets and EventSources that carry no Engine.IO. */
import { isHandshake, type Answer } from '../evidence/answers.ts';
import { isFailing, type CaseFile } from '../evidence/case-file.ts';
import { newestFew, shownBy, shownByAnswers, type Look } from '../evidence/sign.ts';

const opensWith = ({ transport, status }: Answer) => (transport === 'sse' ? status === 200 : status === 101);

function refused(file: CaseFile): readonly Answer[] {
  return isFailing(file) ? file.answers.filter((answer) => answer.by === 'page' && answer.status !== null && !opensWith(answer)) : [];
}

export const PLAIN = {
  plainRefused: (file) => {
    const told = refused(file).filter(({ transport }) => transport === 'websocket');
    return shownByAnswers(told, { status: String(told.at(-1)?.status ?? '') });
  },
  streamRefused: (file) => {
    const told = refused(file).filter(({ transport }) => transport === 'sse');
    return shownByAnswers(told, { status: String(told.at(-1)?.status ?? '') });
  },
  /** It failed before it opened, and nobody says why. */
  plainFailed: (file) => {
    const silent = isFailing(file) ? file.failures.filter(({ ending, http }) => http === null && ending?.reason === '') : [];
    return shownBy(newestFew(silent.map(({ ending }) => ending!.entry)), { times: silent.length });
  },
  /** A probe at the same host was answered as Socket.IO answers. */
  socketIoAtHost: ({ probes }) => shownBy(newestFew(probes.filter((answer) => isHandshake(answer)))),
} satisfies Record<string, Look>;
