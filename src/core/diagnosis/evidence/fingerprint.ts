/** What kind of server answers, as far as its headers and words tell: the key of the configuration to show first. */
import type { ServerKind } from '../../entries/finding.ts';
import { nodeCode } from './answers.ts';
import type { CaseFile } from './case-file.ts';

const BY_SERVER_HEADER: readonly (readonly [RegExp, ServerKind])[] = [
  [/^werkzeug/i, 'flask-socketio'],
  [/^gunicorn/i, 'gunicorn'],
  [/^uvicorn|^tornadoserver|aiohttp/i, 'python-socketio'],
  [/^nginx|^openresty/i, 'nginx'],
];

/** Strings in JSON, which python-engineio answers where Node answers an object. */
const PYTHON_BODY = /^"(Not an accepted origin|Invalid session|Invalid transport|Invalid websocket upgrade|The client is using an unsupported version|Bad Request|Unauthorized)/i;

/** The server header of each answer that has one, newest first. */
export function serverHeaders({ probes, attempts }: CaseFile): string[] {
  const headers = [...attempts.flatMap(({ http }) => http?.responseHeaders ?? []), ...probes.flatMap((probe) => probe.headers)];
  return headers.filter(([name]) => name.toLowerCase() === 'server').map(([, value]) => value).toReversed();
}

function kindInBody(body: string): ServerKind | null {
  if (nodeCode(body) !== null) return 'node';
  if (PYTHON_BODY.test(body)) return 'python-socketio';
  if (/<center>nginx/i.test(body)) return 'nginx';
  return body.includes('/@vite/client') ? 'vite' : null;
}

export function serverKind(file: CaseFile): ServerKind | null {
  const headers = serverHeaders(file).map((header) => BY_SERVER_HEADER.find(([pattern]) => pattern.test(header))?.[1]);
  const byHeader = headers.find((kind) => kind !== undefined) ?? null;
  const bodies = [...file.answers.map(({ body }) => body), ...file.attempts.map(({ ending }) => ending?.detail.replace(/^HTTP \d+: /, '') ?? '')];
  const byBody = bodies.map(kindInBody).findLast((kind) => kind !== null) ?? null;
  // A proxy puts its own name on what the server behind it says, whose words are its own.
  return byHeader === null || (byHeader === 'nginx' && byBody !== null) ? byBody : byHeader;
}
