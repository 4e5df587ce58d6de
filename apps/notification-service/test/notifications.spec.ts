import { type CloudEvent, notificationState } from '@causeway/data-model';
import { type BlobEngine, startBlob } from '@causeway/engines';
import { isTransient } from '@causeway/runtime/outgoing';
import { openBlob } from '@causeway/stores/blob';
import { anOrder, aPricedLine } from '@causeway/testing';
import { badPages } from '@causeway/testing/bad-pages';
import { type NotificationApp, startNotifications } from './notification-app.js';
import { orderEvent, traceparent } from './order-events.js';

let blob: BlobEngine;
let app: NotificationApp;

beforeAll(async () => {
  blob = await startBlob();
  app = await startNotifications(blob);
});
afterAll(async () => {
  await app.stop();
  await blob.stop();
});
afterEach(() => {
  app.mail.mails.length = 0;
  app.mail.refuse.clear();
  app.published.length = 0;
});

const rowOf = ({ id }: CloudEvent) =>
  app.db.selectFrom('notifications').selectAll().where('event_id', '=', id).execute();

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a customer', () => {
  it('is told of a paid order, gets a receipt, and everybody hears that the letter went out', async () => {
    const ann = app.customer('Ann <b>&</b>');
    const items = [aPricedLine({ name: 'Mugs & "cups"', quantity: 2, unitPrice: { amount: 1299, currency: 'EUR' } })];
    const event = orderEvent('shop.order.paid.v1', anOrder({ userId: ann.id, items }));
    await app.deliver(event);

    const [arrived] = app.mail.mails;
    expect(app.mail.mails).toHaveLength(1);
    expect(arrived).toMatchObject({ to: [ann.email], mail: { subject: 'Your order is paid' } });
    expect(arrived?.mail.from).toMatchObject({ address: 'shop@causeway.example', name: 'Causeway' });
    expect(arrived?.mail.text).toContain('2 x Mugs & "cups": €25.98');
    expect(arrived?.mail.html).toContain('Dear Ann &lt;b&gt;&amp;&lt;/b&gt;,');

    const receipt = await openBlob(blob.connectionString).get('receipts', `${event.subject}.html`);
    expect(receipt?.contentType).toBe('text/html; charset=utf-8');
    expect(receipt?.bytes.toString()).toContain('Mugs &amp; &quot;cups&quot;');

    const { body } = await app.list(ann.id).expect(200);
    expect(body).toEqual({
      items: [expect.objectContaining({ orderId: event.subject, status: 'sent' })],
      nextCursor: null,
    });
    const [told] = body.items;
    expect(told).toMatchObject({ eventId: event.id, template: 'order-paid', channel: 'email' });
    expect(arrived?.mail.messageId).toBe(told.messageId);

    const [sent] = app.published;
    expect(app.published).toHaveLength(1);
    expect(sent).toMatchObject({ id: `notification/${told.id}/1/shop.notification.sent.v1`, subject: told.id });
    expect(notificationState.parse(sent?.data && 'notification' in sent.data && sent.data.notification)).toMatchObject({
      eventId: event.id,
      sentAt: told.sentAt,
    });
    expect(sent?.traceparent.slice(3, 35)).toBe(traceparent.slice(3, 35));
    expect(await app.db.selectFrom('outbox').selectAll().execute()).toEqual([]);
  });

  it.each([
    ['shop.order.payment_failed.v1', 'order-payment-failed'],
    ['shop.order.cancelled.v1', 'order-cancelled'],
    ['shop.order.partially_refunded.v1', 'order-partially-refunded'],
    ['shop.order.refunded.v1', 'order-refunded'],
    ['shop.order.fulfilled.v1', 'order-fulfilled'],
  ] as const)('hears of %s as %s, without a receipt', async (type, template) => {
    const ann = app.customer();
    const event = orderEvent(type, anOrder({ userId: ann.id }));
    await app.deliver(event);
    expect(app.mail.mails).toHaveLength(1);
    expect((await app.list(ann.id).expect(200)).body.items).toMatchObject([{ template, status: 'sent' }]);
    expect(await openBlob(blob.connectionString).list('receipts', event.subject)).toEqual([]);
  });

  it('is told once per event, however often and in whatever order events come', async () => {
    const ann = app.customer();
    const order = anOrder({ userId: ann.id });
    const fulfilled = orderEvent('shop.order.fulfilled.v1', order);
    const paid = orderEvent('shop.order.paid.v1', order);
    await Promise.all([fulfilled, paid, fulfilled, paid].map(app.deliver));
    await app.deliver(paid);
    for (const event of [fulfilled, paid]) expect(await rowOf(event)).toMatchObject([{ status: 'sent' }]);
    // Copies that were handled side by side may have been sent twice; a mailbox sees that they are the same letter.
    expect(new Set(app.mail.messageIds).size).toBe(2);
    expect(app.published.map(({ data }) => 'notification' in data && data.notification.eventId).sort()).toEqual(
      [fulfilled.id, paid.id].sort(),
    );
    const before = app.mail.mails.length;
    await app.deliver(fulfilled);
    expect(app.mail.mails).toHaveLength(before);
  });

  it('who closed the account is not written to, and the notification has failed for good', async () => {
    const event = orderEvent('shop.order.refunded.v1');
    await app.deliver(event);
    await app.deliver(event);
    expect(await rowOf(event)).toMatchObject([{ status: 'failed', sent_at: null }]);
    expect([app.mail.mails, app.published]).toEqual([[], []]);
  });

  it('whose address takes no mail is not tried again', async () => {
    const ann = app.customer();
    app.mail.refuse.set(ann.email, 550);
    const event = orderEvent('shop.order.paid.v1', anOrder({ userId: ann.id }));
    await app.deliver(event);
    expect(await rowOf(event)).toMatchObject([{ status: 'failed' }]);
    expect(app.published).toEqual([]);
  });
});

describe('what is away', () => {
  it('delays a letter, and it keeps its Message-ID', async () => {
    const ann = app.customer();
    const event = orderEvent('shop.order.paid.v1', anOrder({ userId: ann.id }));
    await app.mail.stop();
    expect(isTransient(await failure(app.deliver(event)))).toBe(true);
    const [pending] = await rowOf(event);
    expect(pending).toMatchObject({ status: 'pending' });

    await app.mail.start();
    await app.deliver(event);
    expect(await rowOf(event)).toMatchObject([{ status: 'sent', id: pending?.id }]);
    expect(app.mail.messageIds).toEqual([pending?.message_id]);
  });

  it('may be identity-service', async () => {
    const ann = app.customer();
    const event = orderEvent('shop.order.paid.v1', anOrder({ userId: ann.id }));
    app.identity.away = true;
    expect(isTransient(await failure(app.deliver(event)))).toBe(true);
    app.identity.away = false;
    await app.deliver(event);
    expect(await rowOf(event)).toMatchObject([{ status: 'sent' }]);
  });

  it('may be the mail server for this letter only', async () => {
    const ann = app.customer();
    app.mail.refuse.set(ann.email, 451);
    const event = orderEvent('shop.order.fulfilled.v1', anOrder({ userId: ann.id }));
    expect(isTransient(await failure(app.deliver(event)))).toBe(true);
    app.mail.refuse.clear();
    await app.deliver(event);
    expect(await rowOf(event)).toMatchObject([{ status: 'sent' }]);
  });
});

describe('events that are not for customers', () => {
  it('are refused by name when nothing handles them', async () => {
    const placed = orderEvent('shop.order.placed.v1');
    expect(await failure(app.deliver(placed))).toMatchObject({ name: 'DeadLetter', reason: 'no-handler' });
    expect(await rowOf(placed)).toEqual([]);
  });

  it('are refused when they are none', async () => {
    const broken = { ...orderEvent('shop.order.paid.v1'), data: { order: {} } };
    // A body of any shape can arrive.
    expect(await failure(app.deliver(broken as unknown as CloudEvent))).toMatchObject({ reason: 'schema' });
  });
});

describe('the list', () => {
  it('is newest first, page by page, each notification once', async () => {
    const ann = app.customer();
    for (let n = 0; n < 5; n += 1) await app.deliver(orderEvent('shop.order.paid.v1', anOrder({ userId: ann.id })));
    const newestFirst = [...app.mail.messageIds].reverse();
    const seen: string[] = [];
    let query = '?limit=2';
    for (;;) {
      const { body } = await app.list(ann.id, query).expect(200);
      seen.push(...body.items.map(({ messageId }: { messageId: string }) => messageId));
      if (body.nextCursor === null) break;
      query = `?limit=2&cursor=${encodeURIComponent(body.nextCursor)}`;
    }
    expect(seen).toEqual(newestFirst);
  });

  it('belongs to its user, and so do its cursors', async () => {
    const [ann, ben] = [app.customer(), app.customer()];
    for (let n = 0; n < 2; n += 1) await app.deliver(orderEvent('shop.order.paid.v1', anOrder({ userId: ann.id })));
    expect((await app.list(ben.id).expect(200)).body).toEqual({ items: [], nextCursor: null });
    const { nextCursor } = (await app.list(ann.id, '?limit=1').expect(200)).body;
    const stolen = await app.list(ben.id, `?cursor=${encodeURIComponent(nextCursor)}`).expect(400);
    expect(stolen.body).toMatchObject({ code: 'bad-query', errors: [{ pointer: '/cursor' }] });
  });

  it('refuses every query that is not its own, and names the parameter', async () => {
    const ann = app.customer();
    for (let n = 0; n < 2; n += 1) await app.deliver(orderEvent('shop.order.paid.v1', anOrder({ userId: ann.id })));
    const { nextCursor } = (await app.list(ann.id, '?limit=1').expect(200)).body;
    for (const [query, name] of badPages(nextCursor)) {
      const { status, body } = await app.list(ann.id, `?${query}`);
      expect([query, status, body.code, body.errors?.[0]?.pointer]).toEqual([query, 400, 'bad-query', `/${name}`]);
    }
  });

  it('is nobody else’s', async () => {
    const { body } = await app.http().get('/v1/notifications').expect(401);
    expect(body.code).toBe('unauthenticated');
    const service = app.identity.issuer.serviceToken('order-service', 'notification-service');
    await app.http().get('/v1/notifications').set('authorization', `Bearer ${service}`).expect(403);
  });
});
