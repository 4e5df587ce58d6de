import { eventually, next, type Running, startWith } from './emulator.js';

describe('load', () => {
  let bus: Running;

  beforeAll(async () => {
    bus = await startWith({
      Queues: [{ Name: 'many' }, { Name: 'wide' }, { Name: 'ring', Properties: { ForwardTo: 'ring' } }],
    });
  });

  afterAll(() => bus.stop());

  it('is carried by more connections than other emulators have, each message once', async () => {
    const clients = Array.from({ length: 20 }, () => bus.connect());
    const got: unknown[] = [];
    for (const client of clients) {
      client.createReceiver('many').subscribe({
        processMessage: async ({ body }) => void got.push(body),
        processError: async () => undefined,
      });
    }
    await Promise.all(
      clients.map(async (client, c) => {
        const sender = client.createSender('many');
        for (let n = 0; n < 10; n++) await sender.sendMessages({ body: `${c}-${n}` });
      }),
    );
    await eventually(() => expect(got).toHaveLength(200));
    expect(new Set(got).size).toBe(200);
    await Promise.all(clients.map((client) => client.close()));
  });

  it('of more than 2048 messages goes over one link while another holds an early one', async () => {
    const sender = bus.client.createSender('wide');
    for (let n = 0; n < 5; n++) await sender.sendMessages(Array.from({ length: 600 }, () => ({ body: 'x' })));
    const holder = bus.client.createReceiver('wide');
    const first = await next(holder);
    const receiver = bus.client.createReceiver('wide');
    for (let seen = 1; seen < 3000; ) {
      const got = await receiver.receiveMessages(500, { maxWaitTimeInMs: 1000 });
      expect(got.length).toBeGreaterThan(0);
      await Promise.all(got.map((message) => receiver.completeMessage(message)));
      seen += got.length;
    }
    await holder.completeMessage(first);
    expect(bus.counts()).toMatchObject({ wide: { active: 0 } });
  });

  it('that goes round in a ring is stopped after four steps', async () => {
    await bus.client.createSender('ring').sendMessages({ body: 1 });
    expect(bus.counts()).toMatchObject({ ring: { deadLetter: 1 } });
  });
});
