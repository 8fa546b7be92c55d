/** Each kind of command is understood as it is meant. */
import { expect, it } from 'vitest';
import { parseCommand } from '../../../../src/core/contract/messages.ts';
import { everyCommand } from '../../../support/every-command.ts';

it.each(everyCommand({ url: 'http://127.0.0.1:5552', socket: 'ws://127.0.0.1:5552/' }).map((command) => [command.type, command] as const))('%s is a command', (_, command) => {
  expect(parseCommand(JSON.parse(JSON.stringify(command)))).toEqual({ ok: true, value: command });
});
