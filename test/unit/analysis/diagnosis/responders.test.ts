/** What answers tell of their sender, in the headers and words that these services really use. */
import { describe, expect, it } from 'vitest';
import { devServerIn, responderOf } from '../../../../src/analysis/diagnosis/responders.ts';

type Headers = Readonly<Record<string, string>>;
const told = (status: number, headers: Headers, body = '') => {
  const responder = responderOf({ status, body, headers: Object.entries(headers) });
  return responder === null ? null : `${responder.name}: ${responder.role}`;
};

describe('an answer', () => {
  it.each<[number, Headers, string, string | null]>([
    [403, { server: 'AirTunes/775.3.1' }, '', 'AirPlay Receiver (AirTunes): program'],
    [404, { server: 'Microsoft-HTTPAPI/2.0' }, '', 'Windows (HTTP.sys): program'],
    [403, { 'x-jenkins': '2.440' }, '', 'Jenkins: program'],
    [404, { 'ngrok-error-code': 'ERR_NGROK_3200' }, '', 'ngrok: closed'],
    [502, { 'ngrok-error-code': 'ERR_NGROK_8012' }, '', 'ngrok: down'],
    [200, { 'ngrok-error-code': 'ERR_NGROK_6024' }, '', 'ngrok: page'],
    [404, {}, 'The endpoint a.ngrok.app is offline. (ERR_NGROK_3200)', 'ngrok: closed'],
    [530, { server: 'cloudflare' }, 'Cloudflare Tunnel error … Error 1033', 'Cloudflare Tunnel: closed'],
    [521, { server: 'cloudflare' }, '', 'Cloudflare: down'],
    [524, { server: 'cloudflare' }, '', 'Cloudflare: down'],
    [403, { server: 'cloudflare', 'cf-mitigated': 'challenge' }, '', 'Cloudflare: challenge'],
    [403, { server: 'cloudflare' }, '<title>Just a moment...</title>', 'Cloudflare: challenge'],
    [502, { server: 'awselb/2.0' }, '', 'the AWS load balancer: down'],
    [460, { server: 'awselb/2.0' }, '', 'the AWS load balancer: down'],
    [503, { via: '1.1 vegur' }, 'Application error', 'Heroku: down'],
    [404, {}, '<title>No such app</title>', 'Heroku: absent'],
    [502, { server: 'Fly/9cd (2025)' }, '', 'Fly.io: down'],
    [404, { 'x-vercel-error': 'DEPLOYMENT_NOT_FOUND', 'x-vercel-id': 'fra1::x' }, '', 'Vercel: absent'],
    [504, { 'x-vercel-error': 'FUNCTION_INVOCATION_TIMEOUT', 'x-vercel-id': 'fra1::x' }, '', 'Vercel: down'],
    [404, { 'x-railway-fallback': 'true' }, '', 'Railway: absent'],
    [502, { via: '1.1 google' }, '', 'Google Cloud: down'],
    [503, { server: 'envoy' }, 'no healthy upstream', 'Envoy: down'],
    [503, {}, '<h1>503 Service Unavailable</h1>\nNo server is available to handle this request.', 'HAProxy: down'],
    [502, { server: 'nginx/1.22' }, '', 'nginx: down'],
    [504, {}, 'Error occurred while trying to proxy: localhost:3000/socket.io/', 'the dev server: down'],
    [502, {}, '', 'a proxy: down'],
    [403, {}, '<html><center>nginx</center></html>', 'nginx: refused'],
    [404, {}, '{"detail":"Not Found"}', 'FastAPI: framework'],
    [404, { 'x-powered-by': 'Express' }, 'Cannot GET /socket.io/', 'Express: framework'],
    [404, {}, '404 page not found\n', 'Go: framework'],
    // An answer in Engine.IO's own words is the application's, whoever passed it on.
    [400, { server: 'cloudflare' }, '{"code":1,"message":"Session ID unknown"}', null],
    [200, { server: 'nginx' }, '0{"sid":"a"}', null],
    [404, {}, 'Not Found', null],
  ])('%i %j %s', (status, headers, body, expected) => expect(told(status, headers, body)).toBe(expected));

  it.each([
    ['<script type="module" src="/@vite/client"></script>', 'Vite'],
    ['<script src="/_next/static/chunks/main.js"></script>', 'Next.js'],
    ['<h1>Shop</h1>', null],
  ])('shows a development server: %s', (body, name) => expect(devServerIn(body)).toBe(name));
});
