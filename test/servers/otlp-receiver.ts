/** An OTLP/HTTP collector that keeps what it gets, refuses whatever the official definitions refuse, and fails on demand. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { problemOf, type Signal } from '../support/otlp-schema.ts';

export interface ReceivedRecord {
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly severityNumber: number;
  readonly severityText?: string;
  readonly eventName?: string;
  readonly body: { readonly stringValue: string };
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

export interface LogsRequest {
  readonly resourceLogs: readonly {
    readonly resource: { readonly attributes: ReceivedRecord['attributes'] };
    readonly scopeLogs: readonly { readonly scope: { readonly name: string }; readonly logRecords: readonly ReceivedRecord[] }[];
  }[];
}

export interface Received {
  readonly signal: Signal;
  readonly headers: IncomingHttpHeaders;
  readonly request: unknown;
}

/** How a request is answered instead of being taken; `null` leaves it without any answer. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Receiver {
  readonly url: string;
  /** What was taken, in order. */
  readonly taken: readonly Received[];
  /** What is no OTLP. */
  readonly problems: readonly string[];
  /** The times at which requests came, whatever became of them. */
  readonly asked: readonly number[];
  /** What the next requests for logs are answered, in this order. Those after them are taken. */
  answerNext(...answers: (Answer | null)[]): void;
  close(): Promise<void>;
}

export interface ReceiverSetup {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Whether pages and extensions of any origin are let in. */
  readonly cors?: boolean;
  /** Told of each request that is taken, before it is answered. */
  readonly onTaken?: (received: Received) => void;
}

const SIGNALS: Readonly<Record<string, Signal>> = { '/v1/logs': 'logs', '/v1/metrics': 'metrics' };

/** The log records of a request with what belongs to them. */
export function recordsOf(request: unknown): { record: ReceivedRecord; scope: string; service: unknown }[] {
  return (request as LogsRequest).resourceLogs.flatMap(({ resource, scopeLogs }) =>
    scopeLogs.flatMap(({ scope, logRecords }) =>
      logRecords.map((record) => ({ record, scope: scope.name, service: attribute(resource, 'service.name') })),
    ),
  );
}

/** The value of an attribute, whatever its type. */
export function attribute({ attributes }: Pick<ReceivedRecord, 'attributes'>, name: string): unknown {
  const value = attributes.find(({ key }) => key === name)?.value;
  return value === undefined ? undefined : Object.values(value)[0];
}

export async function startReceiver({ port = 0, cors = true, onTaken }: ReceiverSetup = {}): Promise<Receiver> {
  const taken: Received[] = [];
  const problems: string[] = [];
  const asked: number[] = [];
  const answers: (Answer | null)[] = [];

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (cors) {
      response.setHeader('Access-Control-Allow-Origin', '*');
      response.setHeader('Access-Control-Allow-Headers', '*');
    }
    if (request.method === 'OPTIONS') return void response.writeHead(cors ? 204 : 405).end();
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    asked.push(performance.now());
    const signal = SIGNALS[request.url ?? ''];
    if (signal === undefined || request.method !== 'POST') return void response.writeHead(404).end();
    const answer = signal === 'logs' ? answers.shift() : undefined;
    if (answer === null) return void request.socket.destroy();
    if (answer !== undefined) return void response.writeHead(answer.status, answer.headers).end(answer.body);
    const received = { signal, headers: request.headers, request: JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown };
    const problem = request.headers['content-type'] === 'application/json' ? problemOf(signal, received.request) : 'not application/json';
    if (problem !== null) {
      problems.push(problem);
      return void response.writeHead(400).end(problem);
    }
    taken.push(received);
    onTaken?.(received);
    response.setHeader('Content-Type', 'application/json').end('{"partialSuccess":{}}');
  }

  const server = createServer((request, response) => {
    receive(request, response).catch((error: unknown) => {
      problems.push(String(error));
      response.writeHead(400).end();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken,
    problems,
    asked,
    answerNext: (...next) => void answers.push(...next),
    close: async () => {
      server.close();
      // Requests that are being answered are answered; connections on which nothing is asked would stay open for ever.
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}
