/** Serves the demo's page and the actions of its buttons. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { transform } from 'esbuild';
import { isAction, isDisruption, type DemoAction } from './actions.ts';

export interface PageHandlerOptions {
  /** The host that the server was told to listen on. */
  host: string;
  act: (action: DemoAction) => Promise<void>;
  /** What the page shows about the server: sent as JSON, also in answer to an action. */
  describe: () => object;
}

export async function createPageHandler({ host, act, describe }: PageHandlerOptions): Promise<RequestListener> {
  const files = await loadPage();
  return (request, response) => {
    const path = new URL(request.url ?? '/', 'http://demo').pathname;
    const file = files.get(path);
    if (file && request.method === 'GET') {
      // No other page may put this one in a frame and lead a click onto its buttons.
      const headers = { 'content-type': file.type, 'cache-control': 'no-store', 'content-security-policy': "frame-ancestors 'self'" };
      response.writeHead(200, headers).end(file.body);
    } else if (path === '/demo/state' && request.method === 'GET') {
      json(response, 200, describe());
    } else if (path.startsWith('/demo/') && request.method === 'POST') {
      answerAction(path.slice('/demo/'.length), request, response);
    } else {
      json(response, 404, { error: 'There is nothing at this address.' });
    }
  };

  function answerAction(action: string, request: IncomingMessage, response: ServerResponse): void {
    if (!isOwnOrigin(request.headers, host)) {
      json(response, 403, { error: 'Only the demo’s own page may do this: the request’s Origin is another one, or none.' });
    } else if (!isAction(action)) {
      json(response, 404, { error: 'There is no such action.' });
    } else if (isDisruption(action)) {
      // The answer goes out first, because this ends the very connection that it goes out on.
      response.once('finish', () => void act(action).catch((error: unknown) => console.error(`${action} failed:`, error)));
      json(response, 202, describe());
    } else {
      void act(action).then(() => json(response, 200, describe()));
    }
  }
}

/**
 * Whether a request comes from the demo's own page. Any web page can send a POST to a server on this machine, but none can
 * forge the Origin that the browser sends along. An address counts as our own only by number or by a known name, because
 * any page's owner can point a name of theirs here.
 */
function isOwnOrigin(headers: { origin?: string | undefined; host?: string | undefined }, listeningHost: string): boolean {
  if (!headers.host || headers.origin !== `http://${headers.host}`) return false;
  const { hostname } = new URL(headers.origin);
  return hostname === 'localhost' || hostname === listeningHost || isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
}

async function loadPage(): Promise<Map<string, { type: string; body: string }>> {
  const read = (name: string) => readFile(new URL(`page/${name}`, import.meta.url), 'utf8');
  const [html, css, typescript] = await Promise.all([read('page.html'), read('page.css'), read('page.ts')]);
  const { code } = await transform(typescript, { loader: 'ts', target: 'es2022' });
  return new Map([
    ['/', { type: 'text/html; charset=utf-8', body: html }],
    ['/page.css', { type: 'text/css; charset=utf-8', body: css }],
    ['/page.js', { type: 'text/javascript; charset=utf-8', body: code }],
  ]);
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
