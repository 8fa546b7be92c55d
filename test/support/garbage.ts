/** What of some objects is still alive once the engine has collected what nobody holds. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** How many of these are still held by somebody. */
export async function alive(refs: readonly WeakRef<object>[]): Promise<number> {
  // A WeakRef holds what it refers to until the turn in which it was made or read is over.
  await new Promise((resolve) => setTimeout(resolve));
  collect();
  return refs.filter((ref) => ref.deref() !== undefined).length;
}
