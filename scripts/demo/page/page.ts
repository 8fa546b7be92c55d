/** The demo page's own client. The server strips the types and serves it as it is, so it may import types alone. */
import type { io as connect } from 'socket.io-client';

declare const io: typeof connect;

const shownLines = 20;
const heartbeatEveryMs = 5_000;
const heartbeatTimeoutMs = 10_000;

const socket = io();
let lastHeartbeat = 0;
let beating = false;
let connects = 0;

function find(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (!element) throw new Error(`The page has no ${selector}.`);
  return element;
}

function show(field: string, text: string, tone = ''): void {
  const element = find(`[data-field="${field}"]`);
  element.textContent = text;
  element.dataset['tone'] = tone;
}

function showStatus(text: string, tone: 'good' | 'wait' | 'bad'): void {
  const status = find('#status');
  status.textContent = text;
  status.dataset['tone'] = tone;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

socket.on('connect', () => {
  showStatus('Connected', 'good');
  show('reconnects', String(connects++));
  show('page-sid', socket.id ?? 'unknown');
  show('transport', socket.io.engine.transport.name);
  socket.io.engine.once('upgrade', (transport: { name: string }) => show('transport', transport.name));
  find('#connect').hidden = true;
  beating = false;
  beat();
  void refresh();
});

socket.on('disconnect', (reason) => {
  // Only these two reasons end it for good; after all others the client reconnects by itself.
  const final = reason === 'io server disconnect' || reason === 'io client disconnect';
  showStatus(final ? `Disconnected: ${reason}` : `Reconnecting: ${reason}`, final ? 'bad' : 'wait');
  find('#connect').hidden = !final;
  show('page-sid', 'none');
  show('transport', 'none');
  show('ack', 'waiting', 'wait');
});

socket.io.on('reconnect_attempt', (attempt) => showStatus(`Reconnecting: attempt ${attempt}`, 'wait'));

socket.on('connection_ack', (ack: unknown) => show('ack', isRecord(ack) ? asText(ack['status']) : asText(ack), 'good'));

function beat(): void {
  if (!socket.connected || beating) return;
  beating = true;
  const seq = ++lastHeartbeat;
  const sentAt = performance.now();
  socket.timeout(heartbeatTimeoutMs).emit('heartbeat_test', { timestamp: new Date().toISOString(), seq }, (error: Error | null) => {
    if (seq !== lastHeartbeat) return;
    beating = false;
    const roundTrip = Math.round(performance.now() - sentAt);
    if (error) show('heartbeat', socket.connected ? 'no answer' : 'none', 'bad');
    else show('heartbeat', `${roundTrip} ms`, roundTrip > 1_000 ? 'wait' : 'good');
  });
}
setInterval(beat, heartbeatEveryMs);

// A burst brings thousands of lines in one turn, and a hidden page draws nothing for hours: only the last few are kept.
let pending: unknown[] = [];
socket.on('log_message', (line: unknown) => {
  if (pending.length === 0) requestAnimationFrame(drawLines);
  pending.push(line);
  if (pending.length > shownLines) pending.shift();
});

function drawLines(): void {
  const list = find('#logs');
  list.append(...pending.map(logRow));
  pending = [];
  while (list.childElementCount > shownLines) list.firstElementChild?.remove();
}

function logRow(line: unknown): HTMLLIElement {
  const fields = isRecord(line) ? line : { message: line };
  const row = document.createElement('li');
  const level = asText(fields['level']);
  row.dataset['level'] = level;
  const time = new Date(asText(fields['timestamp'])).toTimeString().slice(0, 8);
  const cells = { number: asText(fields['n']), time, level, logger: asText(fields['logger']), message: asText(fields['message']) };
  for (const [name, value] of Object.entries(cells)) {
    const cell = document.createElement('span');
    cell.className = name;
    cell.textContent = value;
    row.append(cell);
  }
  return row;
}

function showServer(state: unknown): void {
  if (!isRecord(state)) return;
  for (const button of document.querySelectorAll<HTMLElement>('[data-toggle]')) {
    button.setAttribute('aria-pressed', String(state[button.dataset['toggle'] ?? ''] === true));
  }
  show('clients', asText(state['connections']));
}

async function refresh(): Promise<void> {
  const response = await fetch('/demo/state').catch(() => undefined);
  if (response?.ok) showServer(await response.json());
}

async function act(button: HTMLElement): Promise<void> {
  const name = button.textContent;
  const note = find('#note');
  try {
    const response = await fetch(`/demo/${button.dataset['action']}`, { method: 'POST' });
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    showServer(await response.json());
    const pressed = button.getAttribute('aria-pressed');
    const result = pressed === null ? 'done' : pressed === 'true' ? 'on' : 'off';
    note.textContent = `${name}: ${result}, ${new Date().toLocaleTimeString()}.`;
  } catch (error) {
    note.textContent = `${name} failed: ${error instanceof Error ? error.message : String(error)}.`;
  }
}

for (const button of document.querySelectorAll<HTMLElement>('[data-action]')) {
  button.addEventListener('click', () => void act(button));
}
find('#connect').addEventListener('click', () => socket.connect());
// Another page may have switched something, or clients may have come and gone, while nobody looked here.
document.addEventListener('visibilitychange', () => void refresh());
setInterval(() => document.visibilityState === 'visible' && socket.connected && void refresh(), heartbeatEveryMs);
