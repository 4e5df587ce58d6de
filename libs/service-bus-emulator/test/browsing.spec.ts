import type { PeekMessagesOptions } from '@azure/service-bus';
import rhea from 'rhea';
import { next, type Running, startWith } from './emulator.js';
import { requestOf } from './management-request.js';

describe('the management node', () => {
  let bus: Running;

  beforeAll(async () => {
    const Properties = { RequiresSession: true };
    bus = await startWith({
      Queues: [
        { Name: 'bodies' },
        { Name: 'bodies-later' },
        { Name: 'delete' },
        { Name: 'delete-sessions', Properties },
        { Name: 'sessions', Properties },
      ],
    });
  });

  afterAll(() => bus.stop());

  const deleteOf = (entity: string, most: number, before: Date, sessionId?: string) =>
    requestOf(bus.port, entity, 'com.microsoft:batch-delete-messages', {
      'message-count': rhea.types.wrap_int(most),
      'enqueued-time-utc': before,
      ...(sessionId === undefined ? {} : { 'session-id': sessionId }),
    });

  const soon = () => new Date(Date.now() + 60_000);

  it('leaves a client the time to abort what it has just asked to schedule', async () => {
    const sender = bus.client.createSender('bodies-later');
    await sender.scheduleMessages({ body: 1 }, soon()); // the links are open from here on
    for (let round = 0; round < 20; round++) {
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 1);
      const scheduling = sender.scheduleMessages({ body: 2 }, soon(), { abortSignal: abort.signal });
      await expect(scheduling).rejects.toThrow('aborted');
    }
  });

  it('leaves out bodies when the client peeks without them', async () => {
    await bus.client.createSender('bodies').sendMessages({ body: 'long', applicationProperties: { kept: 1 } });
    const receiver = bus.client.createReceiver('bodies');
    const without = { omitMessageBody: true } as PeekMessagesOptions; // the client takes it, its types leave it out
    const [peeked] = await receiver.peekMessages(1, without);
    expect(peeked).toMatchObject({ applicationProperties: { kept: 1 } });
    expect(peeked?.body).toBeUndefined();
    expect(peeked?._rawAmqpMessage.deliveryAnnotations).toMatchObject({ 'omitted-message-body-size': 11 });
    expect((await next(receiver)).body).toBe('long');
  });

  it('deletes what could be received, up to the number wanted', async () => {
    const sender = bus.client.createSender('delete');
    await sender.sendMessages([1, 2, 3, 4, 5, 6].map((body) => ({ body })));
    await sender.scheduleMessages({ body: 'later' }, soon());
    const receiver = bus.client.createReceiver('delete');
    const locked = await next(receiver);
    await receiver.deferMessage(await next(receiver));
    expect(await deleteOf('delete', 3, soon())).toMatchObject({ status: 200, body: { 'message-count': 3 } });
    expect(bus.counts()).toMatchObject({ delete: { active: 2, deferred: 1, scheduled: 1 } });
    expect((await next(receiver)).body).toBe(6);
    await receiver.completeMessage(locked);
  });

  it('deletes nothing that came later than the time given, and says so', async () => {
    await bus.client.createSender('delete').sendMessages({ body: 'new' });
    const reply = await deleteOf('delete', 10, new Date(Date.now() - 60_000));
    expect(reply).toMatchObject({ status: 204, condition: 'com.microsoft:message-not-found' });
    expect(await deleteOf('delete', 4001, soon())).toMatchObject({ status: 400 });
  });

  it('deletes messages of one session', async () => {
    const ids = ['a', 'b', 'a'];
    await bus.client.createSender('delete-sessions').sendMessages(ids.map((sessionId) => ({ sessionId, body: 1 })));
    expect(await deleteOf('delete-sessions', 10, soon(), 'a')).toMatchObject({ body: { 'message-count': 2 } });
    expect(bus.counts()).toMatchObject({ 'delete-sessions': { active: 1 } });
  });

  it('lists the sessions that have messages, page by page', async () => {
    const ids = ['x', 'y', 'z'];
    await bus.client.createSender('sessions').sendMessages(ids.map((sessionId) => ({ sessionId, body: 1 })));
    const page = (skip: number) =>
      requestOf(bus.port, 'sessions', 'com.microsoft:get-message-sessions', {
        'last-updated-time': new Date(253_402_300_800_000),
        skip: rhea.types.wrap_int(skip),
        top: rhea.types.wrap_int(2),
      });
    expect(await page(0)).toMatchObject({ status: 200, body: { skip: 2, 'sessions-ids': ['x', 'y'] } });
    expect(await page(2)).toMatchObject({ status: 200, body: { skip: 3, 'sessions-ids': ['z'] } });
    expect(await page(3)).toMatchObject({ status: 204 });
  });
});
