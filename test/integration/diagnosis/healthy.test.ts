import { describe, expect, it } from 'vitest';
import { healthy } from '../../scenarios/healthy.ts';
import { recordedConnection } from '../../support/recorded-connection.ts';
import { alarming } from './provoke.ts';

const CONNECTS = 10;

describe('a server with nothing wrong', () => {
  it.concurrent.for(healthy.map((server) => [server.name, server] as const))('%s: nothing but guesses, over ten connects', async ([, { start }]) => {
    const stage = await start();
    const connection = recordedConnection(stage.url, stage.changes);
    try {
      for (let connects = 1; connects <= CONNECTS; connects++) {
        await connection.connect();
        const { findings } = await connection.reaches('a round trip', (view) => view.connects === connects && view.ack.state === 'acknowledged' && view.heartbeat.lastMs !== null);
        expect(alarming(findings)).toEqual([]);
        await connection.disconnect();
        expect(alarming(connection.view().findings)).toEqual([]);
      }
      expect(connection.of('malformed')).toEqual([]);
      expect(connection.of('packet').filter(({ type, problem }) => type === 'malformed' || problem !== '')).toEqual([]);
    } finally {
      await connection.disconnect();
      await stage.close();
    }
  });
});
