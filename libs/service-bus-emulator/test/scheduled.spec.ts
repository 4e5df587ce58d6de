import { next, type Running, startWith } from './emulator.js';

describe('a message that was scheduled', () => {
  let bus: Running;

  beforeAll(async () => {
    bus = await startWith({ Queues: [{ Name: 'work' }], Topics: [{ Name: 'news', Subscriptions: [{ Name: 'all' }] }] });
  });

  afterAll(() => bus.stop());

  it.each([
    ['queue', 'work', () => bus.client.createReceiver('work')],
    ['topic', 'news', () => bus.client.createReceiver('news', 'all')],
  ])('comes from a %s at its time and still says so', async (_kind, path, receiver) => {
    const sender = bus.client.createSender(path);
    await sender.createMessageBatch(); // connects: that may take longer than the time until it is due
    const at = new Date(Date.now() + 2500);
    await sender.scheduleMessages({ body: 1 }, at);
    const message = await next(receiver());
    expect(message).toMatchObject({ body: 1, state: 'scheduled', scheduledEnqueueTimeUtc: at });
    expect(message.enqueuedTimeUtc?.getTime()).toBeGreaterThanOrEqual(at.getTime());
  });

  it('is an ordinary one when its time had passed as it was sent', async () => {
    const at = new Date(Date.now() - 1000);
    await bus.client.createSender('work').sendMessages({ body: 2, scheduledEnqueueTimeUtc: at });
    expect(await next(bus.client.createReceiver('work'))).toMatchObject({ body: 2, state: 'active' });
  });
});
