/** Puts the attachments of a binary packet in their places. https://github.com/socketio/socket.io-protocol#sending-and-receiving-data */

function isPlaceholder(value: object): value is { num: unknown } {
  return (value as { _placeholder?: unknown })._placeholder === true;
}

/**
 * Replaces every `{_placeholder: true, num}` in the parsed JSON, in place. A placeholder for which there is no attachment
 * stays; whether there was one is returned. Walks with a list of its own, because JSON can be nested deeper than the stack.
 */
export function fillPlaceholders(payload: readonly unknown[], attachments: readonly Uint8Array[]): boolean {
  let missing = false;
  const waiting: object[] = [payload];
  for (;;) {
    const container = waiting.pop() as Record<string, unknown> | undefined;
    if (container === undefined) return missing;
    for (const key of Object.keys(container)) {
      const value = container[key];
      if (typeof value !== 'object' || value === null) continue;
      if (!isPlaceholder(value)) {
        waiting.push(value);
        continue;
      }
      const attachment = typeof value.num === 'number' ? attachments[value.num] : undefined;
      if (attachment === undefined) missing = true;
      else container[key] = attachment;
    }
  }
}
