import { readArrival } from '../amqp/arrival.js';
import type { Broker } from '../amqp/broker.js';
import { message } from '../amqp/rhea.js';
import type { Consumer } from '../broker/consumer.js';
import type { Handed } from '../broker/message.js';
import { points } from '../failpoints.js';

export interface Health {
  readonly healthy: boolean;
  /** One sentence when it is not. */
  readonly reason?: string;
}

/** How long a message may take through the broker and back. */
const PATIENCE = 5000;

/**
 * Tells whether messages go through, by sending one to a queue that nobody sees: to its commit, out to a receiver, and to
 * the commit of its settlement. Who asks while a message is on its way gets the answer of that one.
 */
export function healthOf(broker: Broker, patience = PATIENCE): () => Promise<Health> {
  let asked: Promise<Health> | undefined;
  return () => {
    asked ??= within(patience, passThrough(broker)).finally(() => {
      asked = undefined;
    });
    return asked;
  };
}

function within(patience: number, passing: Promise<void>): Promise<Health> {
  const { promise, resolve } = Promise.withResolvers<Health>();
  const late = { healthy: false, reason: `A message did not come through within ${patience / 1000} seconds.` };
  const timer = setTimeout(() => resolve(late), patience);
  passing.then(
    () => resolve({ healthy: true }),
    (error: unknown) => resolve({ healthy: false, reason: error instanceof Error ? error.message : String(error) }),
  );
  return promise.finally(() => clearTimeout(timer));
}

async function passThrough({ namespace, store, guid }: Broker): Promise<void> {
  store.check();
  const queue = namespace.probe();
  const sent = queue.send(readArrival(message.encode({ body: 'probe' }), guid));
  await store.committed(points['probe-committed']);
  const { promise, resolve } = Promise.withResolvers<void>();
  let isThere = false;
  const receiver: Consumer = {
    mode: 'peek-lock',
    credit: () => (isThere ? 0 : 1),
    take: ({ entry }: Handed) => {
      // What a crash left behind comes first.
      isThere = entry.sequence === sent;
      queue.settle.complete(queue.main, entry.lock?.token ?? '');
      if (isThere) resolve();
    },
  };
  queue.main.feed(receiver);
  await promise;
  queue.main.leave(receiver);
  await store.committed(points['probe-committed']);
}
