import { notification, sales, sync } from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import * as z from 'zod';
import { ask, codeOf } from './api.js';
import { aCustomer } from './people.js';
import type { ShopTest } from './shop-test.js';

const typesOf = (items: readonly { type: string }[]) => items.map(({ type }) => type);

export function payments(test: ShopTest): void {
  test('a card that is good pays: the goods are sold and the customer is told, once', async (shop) => {
    const customer = await aCustomer(shop.url);
    const product = await shop.newProduct({ stock: 3 });
    const placed = await shop.place(customer, product, 'pm_card_visa', 2);
    expect(placed).toMatchObject({ status: 'pending_payment', total: { amount: 2000, currency: 'EUR' } });
    expect(await shop.available(product)).toBe(1);
    await shop.untilStatus(customer, placed, 'paid');
    const items = await shop.timelineUntil(customer, placed, 'notification.sent');
    expect(typesOf(items)).toEqual(
      expect.arrayContaining(['stock.reserved', 'order.placed', 'payment.captured', 'order.paid']),
    );
    expect(await shop.paymentOf(customer, placed)).toMatchObject({
      status: 'captured',
      amount: placed.total,
      method: { brand: 'visa', last4: '4242' },
    });
    const told = await ask(shop.url, 'GET /v1/notifications', { as: customer.token });
    const { items: letters } = told.read(z.object({ items: z.array(notification) }));
    expect(letters).toMatchObject([{ orderId: placed.id, template: 'order-paid', status: 'sent' }]);
    const mails = await (
      await fetch(`${shop.url}/__local/mailbox/${encodeURIComponent(letters[0]?.messageId ?? '')}`)
    ).json();
    expect(mails).toMatchObject({ to: [customer.email] });
  });

  for (const method of ['pm_card_declined', 'pm_card_insufficient_funds']) {
    test(`${method} ends as payment_failed, and the goods are on the shelf again`, async (shop) => {
      const customer = await aCustomer(shop.url);
      const product = await shop.newProduct({ stock: 2 });
      const placed = await shop.place(customer, product, method, 2);
      await shop.untilStatus(customer, placed, 'payment_failed');
      await shop.untilAvailable(product, 2);
      const { declineCode } = await shop.paymentOf(customer, placed);
      expect(declineCode).toBe(method === 'pm_card_declined' ? 'generic_decline' : 'insufficient_funds');
      expect(codeOf(await shop.cancel(customer, placed))).toBe('409 illegal-state');
    });
  }

  test('3-D Secure waits for the customer, who passes', async (shop) => {
    const customer = await aCustomer(shop.url);
    const placed = await shop.place(customer, await shop.newProduct(), 'pm_card_3ds');
    const asked = await shop.until(customer, placed.id, ({ nextAction }) => expect(nextAction).not.toBeNull());
    expect(asked).toMatchObject({ status: 'pending_payment', nextAction: { type: 'redirect' } });
    await shop.authenticate(asked, 'pass');
    expect(await shop.untilStatus(customer, placed, 'paid')).toMatchObject({ nextAction: null });
  });

  test('3-D Secure that the customer fails is a declined payment', async (shop) => {
    const customer = await aCustomer(shop.url);
    const product = await shop.newProduct({ stock: 1 });
    const placed = await shop.place(customer, product, 'pm_card_3ds');
    const asked = await shop.until(customer, placed.id, ({ nextAction }) => expect(nextAction).not.toBeNull());
    await shop.authenticate(asked, 'fail');
    await shop.untilStatus(customer, placed, 'payment_failed');
    await shop.untilAvailable(product, 1);
  });

  test('slow settlement, an error before and a time-out after the charge all end paid, charged once', async (shop) => {
    const customer = await aCustomer(shop.url);
    const product = await shop.newProduct();
    const methods = ['pm_card_slow', 'pm_card_error_once', 'pm_card_timeout_after_charge'];
    const placed = await Promise.all(methods.map((method) => shop.place(customer, product, method)));
    await Promise.all(placed.map((one) => shop.untilStatus(customer, one, 'paid')));
    expect(await shop.available(product)).toBe(2);
  });

  test('a payment is refunded in parts until nothing is left, and the goods stay with the customer', async (shop) => {
    const customer = await aCustomer(shop.url);
    const product = await shop.newProduct({ stock: 1 });
    const placed = await shop.place(customer, product);
    await shop.untilStatus(customer, placed, 'paid');
    const { id } = await shop.paymentOf(customer, placed);

    const part = { amount: { amount: 400, currency: 'EUR' }, reason: 'scratched' };
    const first = await shop.refund(id, part, 'part-of-it');
    expect(first.status).toBe(201);
    const again = await shop.refund(id, part, 'part-of-it');
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(codeOf(await shop.refund(id, { ...part, reason: 'other' }, 'part-of-it'))).toBe(
      '422 idempotency-key-reused',
    );
    expect(await shop.untilStatus(customer, placed, 'partially_refunded')).toMatchObject({ refunded: { amount: 400 } });

    const tooMuch = { amount: { amount: 601, currency: 'EUR' }, reason: 'scratched' };
    expect(codeOf(await shop.refund(id, tooMuch))).toBe('422 refund-exceeds');
    expect((await shop.refund(id, { reason: 'the rest' })).status).toBe(201);
    expect(await shop.untilStatus(customer, placed, 'refunded')).toMatchObject({ refunded: { amount: 1000 } });
    expect(await shop.available(product)).toBe(0);
  });

  test('a payment that was not captured cannot be refunded', async (shop) => {
    const customer = await aCustomer(shop.url);
    const placed = await shop.place(customer, await shop.newProduct(), 'pm_card_declined');
    await shop.untilStatus(customer, placed, 'payment_failed');
    const { id } = await shop.paymentOf(customer, placed);
    expect(codeOf(await shop.refund(id, { reason: 'none' }))).toBe('409 illegal-state');
  });

  test('support says that an order was sent, once it is paid, and may give back something afterwards', async (shop) => {
    const customer = await aCustomer(shop.url);
    const placed = await shop.place(customer, await shop.newProduct(), 'pm_card_3ds');
    const send = (as: string) => ask(shop.url, `POST /v1/orders/${placed.id}/fulfilment`, { as, body: {} });
    expect(codeOf(await send(shop.staff.support.token))).toBe('409 illegal-state');
    const asked = await shop.until(customer, placed.id, ({ nextAction }) => expect(nextAction).not.toBeNull());
    await shop.authenticate(asked, 'pass');
    await shop.untilStatus(customer, placed, 'paid');
    expect(codeOf(await send(customer.token))).toBe('403 forbidden');
    expect((await send(shop.staff.support.token)).status).toBe(200);
    const { id } = await shop.paymentOf(customer, placed);
    await shop.refund(id, { amount: { amount: 1, currency: 'EUR' }, reason: 'late' });
    const refunded = await shop.untilStatus(customer, placed, 'partially_refunded');
    expect(refunded.fulfilledAt).not.toBeNull();
  });

  test('analytics has every sum, in the other cloud', async (shop) => {
    const as = shop.staff.analyst.token;
    const customer = await aCustomer(shop.url);
    const placed = await shop.place(customer, await shop.newProduct({ price: { amount: 70_007, currency: 'CHF' } }));
    await shop.untilStatus(customer, placed, 'paid');
    const to = new Date(Date.now() + 3_600_000).toISOString();
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const query = `from=${from}&to=${to}&interval=day&currency=CHF`;
    await eventually(async () => {
      const { buckets } = (await ask(shop.url, `GET /v1/analytics/sales?${query}`, { as })).read(sales);
      expect(buckets.reduce((sum, { gross }) => sum + gross.amount, 0)).toBe(70_007);
    }, 10_000);
    for (const report of ['top-products', 'customers']) {
      expect((await ask(shop.url, `GET /v1/analytics/${report}?limit=3`, { as })).status).toBe(200);
    }
    const { lagMs } = (await ask(shop.url, 'GET /v1/analytics/sync', { as })).read(sync);
    expect(lagMs.samples).toBeGreaterThan(0);
  });

  test('after all payments everything holds', (shop) => shop.everythingHolds());
}
