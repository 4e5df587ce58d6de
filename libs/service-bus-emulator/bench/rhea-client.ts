import { once } from 'node:events';
import rhea, { type EventContext } from 'rhea';
import { accepted } from './accepted.ts';
import { BODY, type Client } from './load.ts';

/** rhea alone, with one connection: what the protocol library costs without the client on top of it. */
export async function rheaClient(port: number, queue: string): Promise<Client> {
  const connection = rhea.create_container().connect({ port, host: '127.0.0.1', reconnect: false });
  const receiver = connection.open_receiver({
    source: queue,
    autoaccept: false,
    credit_window: 64,
    rcv_settle_mode: 1, // as the unmodified client has it: the server settles first
  });
  const sender = connection.open_sender(queue);
  const waiting = new Map<
    string,
    { cameAt: number; sent: PromiseWithResolvers<void>; completed: PromiseWithResolvers<void> }
  >();
  let last = 0;
  const byDelivery = new Map<number, string>();
  const bySending = new Map<number, string>();
  receiver.on('message', ({ message, delivery }: EventContext) => {
    const id = String(message?.message_id);
    const known = waiting.get(id);
    if (known === undefined || delivery === undefined) return;
    known.cameAt = performance.now();
    byDelivery.set(delivery.id, id);
    delivery.update(false, accepted);
  });
  receiver.on('settled', ({ delivery }: EventContext) => {
    delivery?.update(true); // tells rhea that it may forget it
    const id = take(byDelivery, delivery?.id);
    if (id !== undefined) waiting.get(id)?.completed.resolve();
  });
  sender.on('accepted', ({ delivery }: EventContext) => {
    const id = take(bySending, delivery?.id);
    if (id !== undefined) waiting.get(id)?.sent.resolve();
  });
  await once(sender, 'sendable');
  return {
    cycle: async () => {
      const id = String(++last);
      const one = { cameAt: 0, sent: Promise.withResolvers<void>(), completed: Promise.withResolvers<void>() };
      waiting.set(id, one);
      bySending.set(sender.send({ message_id: id, body: rhea.message.data_section(BODY) }).id, id);
      await Promise.all([one.sent.promise, one.completed.promise]);
      waiting.delete(id);
      return one.cameAt;
    },
    close: async () => {
      const closed = once(connection, 'connection_close');
      connection.close();
      await closed;
    },
  };
}

function take(map: Map<number, string>, key: number | undefined): string | undefined {
  if (key === undefined) return undefined;
  const value = map.get(key);
  map.delete(key);
  return value;
}
