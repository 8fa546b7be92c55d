/** Runs in a page, with nothing from outside but the client: a conversation over Socket.IO, as both sides know it. */

export async function converse(transport: string): Promise<string[]> {
  type Client = {
    emit(event: string, ...args: unknown[]): void;
    on(event: string, listener: (...args: never[]) => void): void;
    disconnect(): void;
    io: { engine: { transport: { name: string } } };
  };
  const connect = (globalThis as unknown as { io: (namespace: string, options: object) => Client }).io;
  const transports = transport === 'upgrade' ? ['polling', 'websocket'] : [transport];
  const admin = connect('/admin', { transports, forceNew: true, withCredentials: true });
  const answers: string[] = [];
  const next = (event: string) => new Promise<unknown[]>((resolve) => { admin.on(event, (...args: unknown[]) => resolve(args)); });
  await next('connect');
  const last = transports.at(-1);
  while (admin.io.engine.transport.name !== last) await new Promise((resolve) => { setTimeout(resolve, 5); });
  for (const question of ['what?', { deep: ['ü', '\u2028', '😀'] }]) {
    answers.push(JSON.stringify(await new Promise((resolve) => { admin.emit('ask', question, resolve); })));
  }
  const binary = next('binary');
  admin.emit('binary', Uint8Array.of(0, 200, 255).buffer, 'bytes');
  const [bytes, note] = (await binary) as [ArrayBuffer, string];
  answers.push(`${[...new Uint8Array(bytes)].join()} ${note}`);
  admin.on('question', (_text: string, reply: (mood: string) => void) => reply('fine'));
  const heard = next('heard');
  admin.emit('wait');
  answers.push(JSON.stringify(await heard));
  admin.disconnect();
  return answers;
}
