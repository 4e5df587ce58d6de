import { createServer, type Socket } from 'node:net';
import { listen } from '../listen.js';
import { whenDecided } from './first-bytes.js';
import { type Protocol, protocolOf } from './protocol.js';

/** Who talks to the clients of a port; each gets a paused socket whose first bytes are still to be read. */
export interface Speakers {
  /** Absent: AMQP is not spoken on this port. */
  readonly amqp: ((socket: Socket) => void) | undefined;
  http(socket: Socket): void;
  /** Decrypts: calls back with what is inside, which may be AMQP or HTTP again. */
  tls(socket: Socket, inside: (socket: Socket) => void): void;
}

export interface Port {
  readonly port: number;
  /** Takes no more clients, and cuts off those that have not said yet what they speak. */
  close(): Promise<void>;
  /** Cuts off everybody. */
  destroyAll(): void;
}

/** Listens for clients of every protocol; port 0: the system chooses. Rejects with Node's error when the port is taken. */
export async function openPort(host: string, port: number, speakers: Speakers): Promise<Port> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    welcome(socket, speakers, true);
  });
  await listen(server, host, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
    destroyAll: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function welcome(socket: Socket, speakers: Speakers, mayEncrypt: boolean): void {
  socket.on('error', () => socket.destroy());
  const speak: Record<Protocol | 'unknown', (() => void) | undefined> = {
    amqp: speakers.amqp && (() => speakers.amqp?.(socket)),
    http: () => speakers.http(socket),
    tls: mayEncrypt ? () => speakers.tls(socket, (inside) => welcome(inside, speakers, false)) : undefined,
    unknown: undefined,
  };
  whenDecided(socket, protocolOf, (protocol) => {
    const act = speak[protocol];
    if (act === undefined) socket.destroy();
    else act();
  });
}
