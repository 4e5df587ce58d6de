import { createServer, type Socket } from 'node:net';
import { listen } from '../listen.js';
import type { Broker } from './broker.js';
import { ClientConnection } from './connection.js';
import { createContainer } from './rhea.js';

export interface AmqpServer {
  readonly port: number;
  readonly connections: number;
  close(): Promise<void>;
}

/** What the broker tells every client: frames up to 64 kB, and who says nothing for two minutes is gone. */
const offer = { max_frame_size: 65_536, channel_max: 4999, idle_time_out: 120_000 };

/** Listens for AMQP clients; port 0: the system chooses. Rejects with Node's error when the port is taken. */
export async function serveAmqp(host: string, port: number, broker: Broker): Promise<AmqpServer> {
  const container = createContainer({
    id: 'service-bus-emulator',
    receiver_options: { autoaccept: false, autosettle: false, credit_window: 0 },
    sender_options: { treat_modified_as_released: false },
  } as never); // the typings of a container's options lack the defaults of its links
  const connections = new Set<ClientConnection>();
  const accept = (socket: Socket): void => {
    socket.on('error', () => socket.destroy());
    const connection = new ClientConnection(
      container.create_connection({ ...offer, reconnect: false } as never),
      socket,
      broker,
    );
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  };
  const server = createServer({ noDelay: true }, accept);
  await listen(server, host, port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    get connections() {
      return connections.size;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of connections) connection.close();
      }),
  };
}
