import { describe, expect, it } from 'vitest';
import { conduct } from '../../scenarios/conduct.ts';
import { stands } from '../../scenarios/scenario.ts';
import { startWerkzeugServer } from '../../servers/werkzeug-server.ts';
import { recordedConnection } from '../../support/recorded-connection.ts';
import { provoke } from './provoke.ts';

describe('a connection that stood', () => {
  provoke(conduct);

  it.concurrent('and that an HTTP 500 in the stream ends without any goodbye is not told as Werkzeug’s harmless one', async () => {
    const server = await startWerkzeugServer();
    const connection = recordedConnection(server.url);
    try {
      await connection.connect();
      await stands(connection);
      server.breakStreams();
      await connection.reaches('connected again', ({ connects }) => connects === 2);
      // engine.io-client goes by the WebSocket’s error, which comes before its close and has no code.
      expect(connection.of('closed')).toMatchObject([{ reason: 'transport error', code: null, goodbye: 'none', stood: true }]);
      expect(connection.view().findings.map(({ id }) => id)).not.toContain('werkzeug-false-500');
    } finally {
      await connection.disconnect();
      await server.close();
    }
  });
});
