/** What answers on port 5000 of a Mac that receives AirPlay: it refuses every request with 403 and an empty body. */
import { createServer } from 'node:http';
import { serve, type Service } from './service.ts';

const ANSWER = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nServer: AirTunes/775.3.1\r\nX-Apple-ProcessingTime: 0\r\nX-Apple-RequestReceivedTimestamp: 46731874\r\n\r\n';

export async function startAirPlay(): Promise<Service> {
  const server = createServer((_request, response) => response.socket!.end(ANSWER));
  server.on('upgrade', (_request, socket) => socket.end(ANSWER));
  return serve(server);
}
