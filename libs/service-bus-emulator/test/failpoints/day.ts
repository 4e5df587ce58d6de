import {
  ServiceBusAdministrationClient,
  ServiceBusClient,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
} from '@azure/service-bus';
import { speakWithoutTls } from '../conformance/administration.js';
import { eventually } from '../emulator.js';
import { Ledger, type Place } from '../kill/ledger.js';
import { everythingIn } from '../kill/load.js';

/** Shorter than a freeze: what was locked when it began is anybody's when it ends. */
export const LOCK_SECONDS = 0.3;

const queueNames = ['work', 'later', 'target', 'tried', 'once'] as const;
type QueueName = (typeof queueNames)[number];

const properties = { LockDuration: `PT${LOCK_SECONDS}S`, MaxDeliveryCount: 50 };

/** Where a day is spent; what is sent to `through` is forwarded to `target`. */
export const entities = {
  Queues: [
    { Name: 'work', Properties: properties },
    { Name: 'later', Properties: properties },
    { Name: 'target', Properties: properties },
    { Name: 'through', Properties: { ForwardTo: 'target' } },
    { Name: 'tried', Properties: { ...properties, MaxDeliveryCount: 1 } },
    { Name: 'once', Properties: properties },
  ],
};

/** What clients were told, over many days. */
export class Diary {
  readonly ledgers: { readonly [name in QueueName]: Ledger } = {
    work: new Ledger(),
    later: new Ledger(),
    target: new Ledger(),
    tried: new Ledger(),
    once: new Ledger(),
  };
  readonly madeQueues = new Set<string>();
  days = 0;

  /** Compares it with everything that is there; returns what contradicts it. */
  async audit(connectionString: string): Promise<string[]> {
    const client = new ServiceBusClient(connectionString);
    // A message gets another number when its time comes.
    await eventually(async () => {
      const messages = await everythingIn(client, ['later']);
      const lastTime = Math.max(0, ...messages.map(({ scheduledEnqueueTimeUtc: at }) => at?.getTime() ?? 0));
      if (lastTime > Date.now() - 200) throw new Error('some are still scheduled');
    });
    for (const name of queueNames) {
      const living = await everythingIn(client, [name]);
      const dead = await everythingIn(client, [name], 'deadLetter');
      this.ledgers[name].close([
        ...living.map((message) => ({ message, at: placeOf(name, message) })),
        ...dead.map((message) => ({ message, at: 'dead' as const })),
      ]);
    }
    await client.close();
    const admin = administrator(connectionString);
    const missing: string[] = [];
    for (const name of this.madeQueues) if (!(await admin.queueExists(name))) missing.push(`${name} is lost`);
    return [
      ...Object.entries(this.ledgers).flatMap(([name, { faults }]) => faults.map((fault) => `${name}: ${fault}`)),
      ...missing,
    ];
  }
}

/** A message that was scheduled is told to be so for ever. */
const placeOf = (name: QueueName, { state }: ServiceBusReceivedMessage): Place => (name === 'later' ? 'active' : state);

/**
 * Does with the emulator whatever passes its failpoints, once and in a known order. What fails is left as it is: the
 * diary knows what was asked and not answered. Ends early when `signal` says so.
 */
export async function spendDay(
  { connectionString, httpPort }: { connectionString: string; httpPort: number },
  diary: Diary,
  signal: AbortSignal,
): Promise<void> {
  const day = diary.days++;
  const client = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0, timeoutInMs: 4000 } });
  const receiverOf = (name: QueueName): ServiceBusReceiver =>
    client.createReceiver(name, { maxAutoLockRenewalDurationInMs: 0 });

  const send = async (to: string, name: QueueName, ...ids: string[]): Promise<void> => {
    for (const id of ids) diary.ledgers[name].sending(id, 'active', day);
    await client.createSender(to).sendMessages(ids.map((messageId) => ({ messageId, body: messageId })));
    for (const id of ids) diary.ledgers[name].told(id, 'active');
  };
  const settle = async (name: QueueName, to: Place, act: (message: ServiceBusReceivedMessage) => Promise<void>) => {
    const [message] = await receiverOf(name).receiveMessages(1, { maxWaitTimeInMs: 3000 });
    if (message === undefined) return;
    const ledger = diary.ledgers[name];
    const id = String(message.messageId);
    ledger.seen(message, 'active');
    ledger.asking(id, to);
    await act(message);
    ledger.told(id, to);
  };
  const work = receiverOf('work');
  const tried = receiverOf('tried');
  const steps: (() => Promise<unknown>)[] = [
    () => send('work', 'work', ...[1, 2, 3, 4].map((n) => `${day}-work-${n}`)),
    () => settle('work', 'gone', (message) => work.completeMessage(message)),
    () => settle('work', 'dead', (message) => work.deadLetterMessage(message)),
    () => settle('work', 'active', (message) => work.abandonMessage(message)),
    () => send('tried', 'tried', `${day}-tried`),
    () => {
      // One attempt is all it has, whether it ends here or with a lock.
      for (const id of diary.ledgers.tried.surelyAt('active')) diary.ledgers.tried.asking(id, 'dead');
      return settle('tried', 'dead', (message) => tried.abandonMessage(message));
    },
    async () => {
      const id = `${day}-later`;
      diary.ledgers.later.sending(id, 'active', day);
      await client.createSender('later').scheduleMessages({ messageId: id, body: id }, new Date(Date.now() + 800));
      diary.ledgers.later.told(id, 'active');
    },
    () => settle('later', 'gone', (message) => receiverOf('later').completeMessage(message)),
    () => send('through', 'target', `${day}-through`),
    () => send('once', 'once', `${day}-once`),
    async () => {
      // At most once: from now on it may be gone.
      for (const id of diary.ledgers.once.surelyAt('active')) diary.ledgers.once.asking(id, 'gone');
      const [message] = await client
        .createReceiver('once', { receiveMode: 'receiveAndDelete' })
        .receiveMessages(1, { maxWaitTimeInMs: 1500 });
      if (message !== undefined) diary.ledgers.once.told(String(message.messageId), 'gone');
    },
    async () => {
      const name = `made-${day}`;
      await administrator(connectionString).createQueue(name);
      diary.madeQueues.add(name);
    },
    async () => fetch(`http://127.0.0.1:${httpPort}/health`, { signal: AbortSignal.timeout(4000) }),
  ];
  // A client takes long to notice that there will be no answer.
  const over = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  for (const step of steps) {
    if (!signal.aborted) await Promise.race([step().catch(() => undefined), over]);
  }
  await Promise.race([client.close().catch(() => undefined), over]);
}

function administrator(connectionString: string): ServiceBusAdministrationClient {
  const admin = new ServiceBusAdministrationClient(connectionString, { retryOptions: { maxRetries: 0 } });
  speakWithoutTls(admin);
  return admin;
}
