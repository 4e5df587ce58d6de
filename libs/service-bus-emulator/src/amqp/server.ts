import type { Duplex } from 'node:stream';
import { boundReader } from './bounded-reader.js';
import type { Broker } from './broker.js';
import { ClientConnection } from './connection.js';
import { offer } from './guarded-connection.js';
import { createContainer } from './rhea.js';

export interface AmqpServer {
  readonly connections: number;
  /** Of all connections. */
  readonly links: number;
  /** Takes over a client's socket, TLS socket or WebSocket stream. */
  accept(socket: Duplex): void;
  /** Says goodbye to everybody. */
  close(): void;
}

/** Speaks AMQP with clients that were accepted elsewhere. */
export function serveAmqp(broker: Broker): AmqpServer {
  boundReader();
  const container = createContainer({
    id: 'service-bus-emulator',
    receiver_options: { autoaccept: false, autosettle: false, credit_window: 0 },
    sender_options: { treat_modified_as_released: false },
  } as never); // the typings of a container's options lack the defaults of its links
  const connections = new Set<ClientConnection>();
  broker.namespace.watch((path) => {
    for (const connection of connections) connection.entityChanged(path.toLowerCase());
  });
  broker.store.onRecovery(() => {
    for (const connection of connections) connection.resume();
  });
  return {
    get connections() {
      return connections.size;
    },
    get links() {
      return [...connections].reduce((sum, connection) => sum + connection.links, 0);
    },
    accept: (socket) => {
      socket.on('error', () => socket.destroy());
      const connection = new ClientConnection(
        container.create_connection({ ...offer, reconnect: false } as never),
        socket,
        broker,
      );
      if (connections.size < broker.limits.connections) connections.add(connection);
      else connection.refuse();
      socket.on('close', () => connections.delete(connection));
      socket.resume();
    },
    close: () => {
      for (const connection of connections) connection.close();
    },
  };
}
