/**
 * The receiver in a process of its own: `otlp-receiver-process.ts PORT FILE`. It appends each request that it takes to the
 * file, as a line of JSON, before it answers; SIGTERM ends it once what it was asked is answered.
 */
import { appendFileSync } from 'node:fs';
import { startReceiver } from './otlp-receiver.ts';

const [port, file = ''] = process.argv.slice(2);
const receiver = await startReceiver({ port: Number(port), onTaken: ({ signal, request }) => appendFileSync(file, `${JSON.stringify({ signal, request })}\n`) });
process.once('SIGTERM', () => {
  void receiver.close().then(() => {
    for (const problem of receiver.problems) process.stderr.write(`${problem}\n`);
    process.exit(receiver.problems.length === 0 ? 0 : 1);
  });
});
