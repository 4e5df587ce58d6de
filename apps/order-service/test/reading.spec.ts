import { createHash } from 'node:crypto';
import { canonicalJson, type Order, order as orderSchema, timelineItem } from '@causeway/data-model';
import { aPoint } from '@causeway/testing';
import { v7 as uuid } from 'uuid';
import { type Customer, type OrderService, paymentEvent, placeOrder, startOrderService } from './order-service.js';

describe('reading orders', () => {
  let service: OrderService;

  beforeAll(async () => {
    service = await startOrderService();
  });
  afterAll(() => service.stop());

  it('gives an order its tag, and nothing when the tag is known', async () => {
    const customer = service.customer();
    const order = await placeOrder(service, customer);
    const answer = await customer.get(`/v1/orders/${order.id}`).expect(200).expect('etag', '"1"');
    expect(answer.body).toEqual(order);
    const known = await customer.get(`/v1/orders/${order.id}`).set('if-none-match', 'W/"0", "1"').expect(304);
    expect(known.text).toBe('');
  });

  it.each(['', '/timeline', '/events'])('hides another’s order from all but support: %s', async (path) => {
    const owner = service.customer();
    const { id } = await placeOrder(service, owner);
    await service.customer().get(`/v1/orders/${id}${path}`).expect(404);
    await service.person('merchandiser', 'analyst', 'admin').get(`/v1/orders/${id}${path}`).expect(404);
    await service.anonymous().get(`/v1/orders/${id}${path}`).expect(401);
    await owner.get(`/v1/orders/no-id${path}`).expect(404);
    await owner.get(`/v1/orders/${uuid()}${path}`).expect(404);
    if (path !== '/events') await service.person('support').get(`/v1/orders/${id}${path}`).expect(200);
  });

  it('lets nobody but its owner and support cancel an order', async () => {
    const order = await placeOrder(service);
    const cancel = (who: Pick<Customer, 'post'>) =>
      who.post(`/v1/orders/${order.id}/cancellation`).send({ reason: 'no' });
    await cancel(service.customer()).expect(404);
    await cancel(service.person('support')).expect(202);
  });

  it('lists a customer’s own orders page by page, newest first', async () => {
    const customer = service.customer();
    const orders: Order[] = [];
    for (let n = 0; n < 5; n += 1) orders.push(await placeOrder(service, customer));
    await placeOrder(service);
    const seen: Order[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await customer.get(`/v1/orders?limit=2${query}`).expect(200);
      seen.push(...body.items.map((item: unknown) => orderSchema.parse(item)));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(orders.reverse());
  });

  it('ends a list exactly at a page’s end', async () => {
    const customer = service.customer();
    for (let n = 0; n < 2; n += 1) await placeOrder(service, customer);
    expect((await customer.get('/v1/orders?limit=2').expect(200)).body.nextCursor).toBeNull();
  });

  it('takes no cursor of another list', async () => {
    const customer = service.customer();
    for (let n = 0; n < 2; n += 1) await placeOrder(service, customer);
    const { nextCursor } = (await customer.get('/v1/orders?limit=1').expect(200)).body;
    const cursor = encodeURIComponent(nextCursor);
    expect((await service.customer().get(`/v1/orders?cursor=${cursor}`).expect(400)).body.code).toBe('bad-query');
    await customer.get(`/v1/orders?cursor=${cursor}x`).expect(400);
    await customer.get('/v1/orders?limit=0').expect(400);
    await customer.get('/v1/orders?status=paid').expect(400);
  });

  it('tells an order’s story page by page', async () => {
    const customer = service.customer();
    const order = await placeOrder(service, customer);
    await service.deliver(paymentEvent('shop.payment.captured.v1', order, { version: 4 }));
    const first = await customer.get(`/v1/orders/${order.id}/timeline?limit=3`).expect(200);
    expect(first.body.items.map((item: unknown) => timelineItem.parse(item).seq)).toEqual([1, 2, 3]);
    const cursor = encodeURIComponent(first.body.nextCursor);
    const second = await customer.get(`/v1/orders/${order.id}/timeline?limit=3&cursor=${cursor}`).expect(200);
    expect(second.body).toMatchObject({ items: [{ seq: 4, type: 'order.paid', status: 'paid' }], nextCursor: null });
  });

  describe('for those who keep copies', () => {
    it('gives every order as its latest event carried it', async () => {
      const customer = service.customer();
      const order = await placeOrder(service, customer);
      const nextAction = { type: 'redirect' as const, url: 'http://x', expiresAt: '2099-01-01T00:00:00.000Z' };
      await service.deliver(paymentEvent('shop.payment.action_required.v1', order, { version: 3, nextAction }));
      await service.table.write(aPoint, service.table.put({ pk: `O#${uuid()}`, sk: 'META', tombstone: true }));

      const found = new Map<string, { version: number; hash: string; data: unknown }>();
      let after: string | null = null;
      do {
        const query: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
        const { body } = await service.otherService().get(`/internal/changes?limit=3${query}`).expect(200);
        for (const item of body.items) found.set(item.id, item);
        after = body.nextCursor;
      } while (after !== null);

      const hash = createHash('sha256').update(canonicalJson(order)).digest('hex');
      expect(found.get(order.id)).toMatchObject({ version: 1, hash, data: order });
      expect(found.size).toBeGreaterThan(10);
    });

    it('gives what was placed since a time, over the end of a day', async () => {
      const order = await placeOrder(service, service.customer());
      const placedSince = async (since: string) => {
        const ids: string[] = [];
        let after: string | null = null;
        do {
          const query: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
          const { body } = await service.otherService().get(`/internal/changes?since=${since}${query}`).expect(200);
          ids.push(...body.items.map((item: { id: string }) => item.id));
          after = body.nextCursor;
        } while (after !== null);
        return ids;
      };
      expect(await placedSince(order.createdAt)).toEqual([order.id]);
      const dayBefore = new Date(Date.parse(order.createdAt) - 24 * 3600 * 1000).toISOString();
      expect((await placedSince(dayBefore)).length).toBeGreaterThan(10);
      expect(await placedSince(new Date(Date.parse(order.createdAt) + 3600_000).toISOString())).toEqual([]);
    });

    it('says which of these orders there are, as they are now', async () => {
      const order = await placeOrder(service, service.customer());
      await service.deliver(paymentEvent('shop.payment.captured.v1', order, { version: 4 }));
      const { body } = await service.otherService().get(`/internal/changes?ids=${uuid()},${order.id}`).expect(200);
      expect(body).toMatchObject({ items: [{ id: order.id, version: 2, data: { status: 'paid' } }], nextCursor: null });
      await service.otherService().get('/internal/changes?ids=x').expect(400);
      await service.otherService().get(`/internal/changes?ids=${uuid()}&after=x`).expect(400);
    });

    it('is for services only', async () => {
      await service.customer().get('/internal/changes').expect(403);
      await service.person('admin').post(`/internal/orders/${uuid()}/fence`).expect(403);
      await service.anonymous().post('/internal/events').send({}).expect(401);
    });
  });
});
