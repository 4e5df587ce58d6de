import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessErrorArgs, ServiceBusAdministrationClient, ServiceBusReceiver } from '@azure/service-bus';
import { administer, eventually, next, type Running, startWith, whatComes } from './emulator.js';

/** The first error a subscribed receiver is told. */
const firstError = (receiver: ServiceBusReceiver): Promise<ProcessErrorArgs> =>
  new Promise((resolve) => {
    receiver.subscribe({
      processMessage: async () => undefined,
      processError: async (args) => resolve(args),
    });
  });

describe('what is changed through the management API', () => {
  let bus: Running;
  let admin: ServiceBusAdministrationClient;

  beforeEach(async () => {
    bus = await startWith({ Queues: [{ Name: 'work' }, { Name: 'other' }] });
    admin = await administer(bus);
  });

  afterEach(() => bus.stop());

  const change = async (settings: object): Promise<void> => {
    await admin.updateQueue({ ...(await admin.getQueue('work')), ...settings });
  };

  it('holds for the next message: lock duration, time to live, deliveries', async () => {
    await change({ lockDuration: 'PT7S', defaultMessageTimeToLive: 'PT30S', maxDeliveryCount: 1 });
    await bus.client.createSender('work').sendMessages({ body: 1 });
    const receiver = bus.client.createReceiver('work');
    const message = await next(receiver);
    expect(message.timeToLive).toBe(30_000);
    const lockedFor = (message.lockedUntilUtc?.getTime() ?? 0) - Date.now();
    expect(lockedFor).toBeGreaterThan(5000);
    expect(lockedFor).toBeLessThanOrEqual(7000);
    await receiver.abandonMessage(message);
    expect(bus.counts().work).toMatchObject({ active: 0, deadLetter: 1 });
  });

  it('sends on what waits already, once messages are forwarded', async () => {
    await bus.client.createSender('work').sendMessages({ body: 'early' });
    await change({ forwardTo: 'other' });
    await bus.client.createSender('work').sendMessages({ body: 'late' });
    const receiver = bus.client.createReceiver('other', { receiveMode: 'receiveAndDelete' });
    expect([(await next(receiver)).body, (await next(receiver)).body]).toEqual(['early', 'late']);
    await expect(whatComes(bus.client.createReceiver('work'))).rejects.toThrow("Messages of 'work' are forwarded");
  });

  it('closes receivers when receiving is disabled, and refuses senders when sending is', async () => {
    const told = firstError(bus.client.createReceiver('work'));
    const sender = bus.client.createSender('work');
    await sender.sendMessages({ body: 1 });
    await eventually(() => expect(bus.counts().work).toMatchObject({ locked: 0, active: 0 }));
    await change({ status: 'ReceiveDisabled' });
    expect((await told).error).toMatchObject({ code: 'MessagingEntityDisabled' });
    await sender.sendMessages({ body: 2 });
    await change({ status: 'SendDisabled' });
    await expect(sender.sendMessages({ body: 3 })).rejects.toMatchObject({ code: 'MessagingEntityDisabled' });
    await change({ status: 'Active' });
    await bus.connect().createSender('work').sendMessages({ body: 4 });
  });

  it('closes the links of a deleted queue with its messages, and another may take its name', async () => {
    const receiver = bus.client.createReceiver('work');
    const told = firstError(receiver);
    const sender = bus.client.createSender('work');
    await sender.sendMessages({ body: 'old', timeToLive: 60_000 });
    await sender.scheduleMessages({ body: 'later' }, new Date(Date.now() + 60_000));
    await admin.deleteQueue('work');
    expect((await told).error).toMatchObject({ code: 'MessagingEntityNotFound' });
    await receiver.close();
    await expect(sender.sendMessages({ body: 1 })).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
    await admin.createQueue('work');
    expect(await admin.getQueueRuntimeProperties('work')).toMatchObject({ totalMessageCount: 0, sizeInBytes: 0 });
    const again = bus.connect();
    await again.createSender('work').sendMessages({ body: 'new' });
    expect((await next(again.createReceiver('work'))).body).toBe('new');
  });

  it('closes a receiver that waits for a session of a deleted subscription', async () => {
    await admin.createTopic('t');
    await admin.createSubscription('t', 's', { requiresSession: true });
    const waiting = bus.client.acceptNextSession('t', 's');
    const refusal = expect(waiting).rejects.toMatchObject({ code: 'MessagingEntityNotFound' });
    await eventually(async () => {
      const other = bus.connect({ retryOptions: { maxRetries: 0, timeoutInMs: 500 } });
      await expect(other.acceptNextSession('t', 's')).rejects.toMatchObject({ code: 'ServiceTimeout' });
    });
    await admin.deleteTopic('t');
    await refusal;
  });

  it('lets larger messages in when the entity says so', async () => {
    const large = { body: 'x'.repeat(500_000) };
    await expect(bus.client.createSender('work').sendMessages(large)).rejects.toMatchObject({
      code: 'MessageSizeExceeded',
    });
    await change({ maxMessageSizeInKilobytes: 1024 });
    await bus.connect().createSender('work').sendMessages(large);
    expect(bus.counts().work).toMatchObject({ active: 1 });
  });

  it('tells the counts of every state', async () => {
    const sender = bus.client.createSender('work');
    await sender.sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
    await sender.scheduleMessages({ body: 4 }, new Date(Date.now() + 60_000));
    const receiver = bus.client.createReceiver('work');
    await receiver.deadLetterMessage(await next(receiver));
    await receiver.deferMessage(await next(receiver));
    const told = await admin.getQueueRuntimeProperties('work');
    expect(told).toMatchObject({
      totalMessageCount: 4,
      activeMessageCount: 2,
      deadLetterMessageCount: 1,
      scheduledMessageCount: 1,
      transferMessageCount: 0,
      transferDeadLetterMessageCount: 0,
    });
    expect(told.sizeInBytes).toBeGreaterThan(0);
    expect(told.accessedAt.getTime()).toBeGreaterThanOrEqual(told.createdAt.getTime());
  });
});

describe('an entity that deletes itself when it is idle', () => {
  it('goes when nobody used it for that long, and stays while a receiver is attached', async () => {
    const AutoDeleteOnIdle = 'PT1S';
    const bus = await startWith({
      Queues: [
        { Name: 'lonely', Properties: { AutoDeleteOnIdle } },
        { Name: 'watched', Properties: { AutoDeleteOnIdle } },
      ],
    });
    await bus.client.createSender('watched').sendMessages({ body: 1 });
    firstError(bus.client.createReceiver('watched'));
    await eventually(() => expect(bus.counts()).not.toHaveProperty('lonely'));
    expect(bus.counts()).toHaveProperty('watched');
    await bus.stop();
  });
});

describe('what was made through the management API', () => {
  it('is there after a restart as it was, and what was deleted is not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sbem-'));
    const dataFile = join(folder, 'service-bus.db');
    let bus = await startWith({ Queues: [{ Name: 'declared' }] }, { dataFile });
    let admin = await administer(bus);
    await admin.createQueue('kept', {
      userMetadata: 'mine',
      autoDeleteOnIdle: 'PT1H',
      authorizationRules: [{ claimType: 'SharedAccessKey', accessRights: ['Send'], keyName: 'sender' }],
    });
    await admin.createTopic('t', { supportOrdering: false });
    await admin.createSubscription('t', 's', { forwardTo: 'kept' });
    await admin.createRule('t', 's', 'when', { applicationProperties: { at: new Date(0), n: 1, yes: true } });
    await admin.updateQueue({ ...(await admin.getQueue('declared')), lockDuration: 'PT11S' });
    await admin.createQueue('gone');
    await admin.deleteQueue('gone');
    const told = async () => [
      await admin.getQueue('kept'),
      await admin.getTopic('t'),
      { ...(await admin.getSubscription('t', 's')), forwardTo: undefined },
      await admin.getRule('t', 's', 'when'),
      await admin.getQueue('declared'),
      (await admin.getQueueRuntimeProperties('declared')).modifiedAt,
    ];
    const before = await told();
    await bus.stop();

    bus = await startWith({ Queues: [{ Name: 'declared' }] }, { dataFile });
    admin = await administer(bus);
    expect(await told()).toEqual(before);
    expect(before[4]).toMatchObject({ lockDuration: 'PT11S' });
    expect(await admin.queueExists('gone')).toBe(false);
    await bus.stop();

    // The configuration may come to declare what was made at run time.
    bus = await startWith({ Queues: [{ Name: 'kept' }] }, { dataFile });
    admin = await administer(bus);
    expect((await admin.getQueue('kept')).autoDeleteOnIdle).toBe('P10675199DT2H48M5.4775807S');
    await bus.stop();
    rmSync(folder, { recursive: true, force: true });
  });
});
