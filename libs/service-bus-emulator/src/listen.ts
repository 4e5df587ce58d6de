import type { Server } from 'node:net';

/** Settles when the server listens; port 0: the system chooses. Rejects with Node's error when the port is taken. */
export const listen = (server: Pick<Server, 'listen' | 'once' | 'off'>, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
