import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from '@causeway/engines';
import { eventually } from '@causeway/testing';
import { Link } from './link.js';

/** Says everything back. */
async function anEcho(): Promise<{ server: Server; port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, sockets }; // it listens on TCP
}

async function dial(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Not `once`, which takes a reset for a failure. */
const closing = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));

async function ask(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [answer] = await once(socket, 'data');
  return String(answer);
}

describe('the link between the clouds', () => {
  let echo: Awaited<ReturnType<typeof anEcho>>;
  let link: Link;
  let port: number;

  beforeEach(async () => {
    echo = await anEcho();
    port = await freePort();
    link = new Link([{ port, target: echo.port }]);
    await link.open();
  });

  afterEach(() => {
    link.close();
    for (const socket of echo.sockets) socket.destroy();
    echo.server.close();
  });

  it('passes on what either side says, and its end', async () => {
    const socket = await dial(port);
    expect(await ask(socket, 'hello')).toBe('hello');
    const closed = closing(socket);
    echo.sockets[0]?.destroy();
    await closed;
    await eventually(() => expect(link.state).toEqual({ cut: false, since: null, connections: 0 }));
  });

  it('swallows everything while it is cut, and takes new connections that lead nowhere', async () => {
    const socket = await dial(port);
    await ask(socket, 'hello');
    link.cut();
    let heard = '';
    socket.on('data', (text) => {
      heard += text;
    });
    socket.write('is anybody there?');
    const late = await dial(port);
    late.write('hello?');
    // The far end goes away: this side must not learn of it.
    const gone = once(echo.sockets[0] as Socket, 'close'); // the first one was dialled above
    echo.sockets[0]?.destroy();
    await gone;
    // By the time another way round has answered, an uncut link would have passed all this on.
    expect(await ask(await dial(echo.port), 'round')).toBe('round');
    expect(heard).toBe('');
    expect([socket.destroyed, late.destroyed, echo.sockets.length]).toEqual([false, false, 2]);
    expect(link.state).toMatchObject({ cut: true, connections: 2 });
  });

  it('resets on healing what was open meanwhile, and passes on again', async () => {
    const socket = await dial(port);
    link.cut();
    const late = await dial(port);
    const closed = Promise.all([closing(socket), closing(late)]);
    link.heal();
    await closed;
    expect(await ask(await dial(port), 'back again')).toBe('back again');
  });

  it('ends a connection whose other end is not there', async () => {
    echo.server.close();
    const socket = connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
    await closing(socket);
    await eventually(() => expect(link.state.connections).toBe(0));
  });
});
