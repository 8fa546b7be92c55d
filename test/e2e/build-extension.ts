/** Vitest's global set-up for the browser tests: what they drive is the extension as the build makes it. */
import { buildExtension } from '../../scripts/build/extension.ts';

export default async function setup(): Promise<void> {
  // `npm test` has built it already, as a step of its own.
  if (process.env['HOLDFAST_BUILT'] !== '1') await buildExtension();
}
