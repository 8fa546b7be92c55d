/** `npm run demo -- [--port N] [--host H]`: the demo server alone, until Ctrl-C. */
import { parseArgs } from 'node:util';
import { startDemo, type DemoOptions } from './demo/server.ts';

const usage = 'Usage: npm run demo -- [--port N] [--host H]';

function fail(message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}

function parse(): DemoOptions {
  let values;
  try {
    ({ values } = parseArgs({ options: { port: { type: 'string' }, host: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }));
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const options: DemoOptions = {};
  if (values.host !== undefined) options.host = values.host || fail('--host is empty.');
  if (values.port !== undefined) {
    if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) fail(`--port must be a number from 0 to 65535, not “${values.port}”.`);
    options.port = Number(values.port);
  }
  return options;
}

const options = parse();
const demo = await startDemo(options).catch((error: unknown) => {
  console.error(`The demo server could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
if (demo.port !== demo.askedPort) console.log(`Port ${demo.askedPort} is busy, so the demo took ${demo.port}.`);
console.log(`The demo server is at ${demo.url}\nPress Ctrl-C to stop it.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void demo.close().then(() => process.exit(0));
  });
}
