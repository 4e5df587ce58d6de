import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { whenDecided } from './first-bytes.js';

const fourBytes = (bytes: Buffer): string | undefined => (bytes.length < 4 ? undefined : bytes.toString('utf8', 0, 4));

describe('the first bytes of a client', () => {
  it('may come one by one, and are still there to be read', async () => {
    const [client, server] = duplexPair();
    const decided = new Promise<string>((resolve) => whenDecided(server, fourBytes, resolve));
    for (const letter of 'hello') client.write(letter);
    client.end();
    expect(await decided).toBe('hell');
    server.resume();
    expect((await server.toArray()).join('')).toBe('hello');
  });

  it('are waited for no longer than a while', async () => {
    const [client, server] = duplexPair();
    whenDecided(server, fourBytes, () => undefined, 50);
    client.write('he');
    await once(server, 'close');
    expect(server.destroyed).toBe(true);
  });

  it('are not waited for when the client goes', async () => {
    const [client, server] = duplexPair();
    whenDecided(server, fourBytes, () => undefined);
    client.end('h');
    await once(server, 'close');
    expect(server.destroyed).toBe(true);
  });
});
