/** A bare repository over plain HTTP, on a server whose clock a test can turn. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { git } from '../proof/git.ts';

export interface HttpRemote {
  readonly url: string;
  /** The time that its answers name. */
  date: number;
  close(): Promise<void>;
}

/** Serves the files of a bare repository on the loopback, as any web server could. */
export async function serveBare(bare: string, date: number): Promise<HttpRemote> {
  await git(bare, 'update-server-info');
  const remote = { date };
  const server = createServer((request, response) => {
    response.sendDate = false;
    response.setHeader('Date', new Date(remote.date).toUTCString());
    const path = join(bare, normalize(new URL(request.url ?? '/', 'http://x').pathname));
    if (!existsSync(path) || !statSync(path).isFile()) response.writeHead(404).end();
    else createReadStream(path).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(remote, {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve()) && server.closeAllConnections()),
  });
}
