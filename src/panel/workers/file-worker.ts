/** The thread that reads files, so that the panel never waits for it. */
import { serveFile, type FileOrder } from '../sharing/file-thread.ts';

const serve = serveFile((news) => (self as unknown as Pick<Worker, 'postMessage'>).postMessage(news));
self.onmessage = ({ data }: MessageEvent<FileOrder>) => serve(data);
