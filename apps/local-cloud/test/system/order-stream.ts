import { order, timelineItem } from '@causeway/data-model';
import { ask } from './api.js';
import { aCustomer } from './people.js';
import type { ShopTest } from './shop-test.js';

export function orderStream(test: ShopTest): void {
  test('an order can be watched: first as it is, then as it changes, until nothing more is to come', async (shop) => {
    const customer = await aCustomer(shop.url);
    const placed = await shop.place(customer, await shop.newProduct(), 'pm_card_3ds');
    const watched = ask(shop.url, `GET /v1/orders/${placed.id}/events`, { as: customer.token });
    const asked = await shop.until(customer, placed.id, ({ nextAction }) => expect(nextAction).not.toBeNull());
    await shop.authenticate(asked, 'pass');

    const answer = await watched;
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const [snapshot, ...news] = blocksIn(answer.text);
    expect(snapshot).toMatchObject({ event: 'snapshot', id: undefined });
    expect(order.parse(JSON.parse(snapshot?.data ?? '')).id).toBe(placed.id);
    const items = news.map(({ data }) => timelineItem.parse(JSON.parse(data)));
    expect(news.map(({ id, event }) => `${id} ${event}`)).toEqual(items.map(({ seq, type }) => `${seq} ${type}`));
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 1));
    expect(items).toEqual(await shop.timeline(customer, placed));
    expect(items.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['payment.requires_action', 'order.paid', 'reservation.committed', 'notification.sent']),
    );
  });

  test('a watcher who comes back is told what is new, without the order', async (shop) => {
    const customer = await aCustomer(shop.url);
    const placed = await shop.place(customer, await shop.newProduct(), 'pm_card_declined');
    const what = `GET /v1/orders/${placed.id}/events`;
    const first = await ask(shop.url, what, { as: customer.token });
    const all = blocksIn(first.text).slice(1);
    expect(all.map(({ event }) => event)).toContain('order.payment_failed');
    const watch = (id: string) =>
      ask(shop.url, what, { as: shop.staff.support.token, headers: { 'last-event-id': id } });
    const told = blocksIn((await watch('2')).text).slice(0, all.length - 2);
    expect(told.map(({ data }) => JSON.parse(data))).toEqual(all.slice(2).map(({ data }) => JSON.parse(data)));
    expect(blocksIn((await watch('rubbish')).text)[0]?.event).toBe('snapshot');
    const last = (await shop.timelineUntil(customer, placed, 'notification.sent')).at(-1);
    expect((await watch(String(last?.seq))).status).toBe(204);
  });
}

type Block = { id: string | undefined; event: string | undefined; data: string };

/** The blocks of an event stream, without the pings. */
const blocksIn = (text: string): Block[] =>
  text
    .split('\n\n')
    .filter((block) => block !== '' && !block.startsWith(':'))
    .map((block) => {
      const field = (name: string) =>
        block
          .split('\n')
          .find((line) => line.startsWith(`${name}: `))
          ?.slice(name.length + 2);
      return { id: field('id'), event: field('event'), data: field('data') ?? '' };
    });
