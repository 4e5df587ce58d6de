import { aCustomer } from './people.js';
import type { ShopTest } from './shop-test.js';

export function cancellations(test: ShopTest): void {
  test('a cancellation before the charge cancels the payment', async (shop) => {
    const customer = await aCustomer(shop.url);
    const product = await shop.newProduct({ stock: 1 });
    const placed = await shop.place(customer, product, 'pm_card_3ds');
    await shop.until(customer, placed.id, ({ nextAction }) => expect(nextAction).not.toBeNull());
    const answer = await shop.cancel(customer, placed);
    expect(answer.status).toBe(202);
    expect((await shop.cancel(customer, placed)).status).toBe(202);
    const ended = await shop.untilStatus(customer, placed, 'cancelled');
    expect(ended).toMatchObject({ cancellation: { reason: 'changed my mind' }, refunded: { amount: 0 } });
    await shop.untilAvailable(product, 1);
  });

  test('a cancellation after the charge refunds it and brings the goods back', async (shop) => {
    const customer = await aCustomer(shop.url);
    const product = await shop.newProduct({ stock: 1 });
    const placed = await shop.place(customer, product);
    await shop.timelineUntil(customer, placed, 'reservation.committed');
    expect((await shop.cancel(shop.staff.support, placed)).status).toBe(202);
    expect(await shop.untilStatus(customer, placed, 'refunded')).toMatchObject({ refunded: placed.total });
    await shop.untilAvailable(product, 1);
  });

  test('a cancellation that races with the charge always ends settled, with the goods back', async (shop) => {
    const customer = await aCustomer(shop.url);
    const product = await shop.newProduct({ stock: 10 });
    await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const method = index % 3 === 2 ? 'pm_card_error_once' : 'pm_card_visa';
        const placed = await shop.place(customer, product, method);
        const answer = await shop.cancel(customer, placed);
        expect(answer.status).toBe(202);
        return shop.until(customer, placed.id, ({ status }) => expect(['cancelled', 'refunded']).toContain(status));
      }),
    );
    await shop.untilAvailable(product, 10);
  });

  test('after all cancellations everything holds', (shop) => shop.everythingHolds());
}
