import type { Order, PaymentState } from '@causeway/data-model';
import { checkHistory, type History, recordHistory } from '@causeway/invariants/history';
import { aPayment } from '@causeway/testing';
import { judge, judgingMs } from '@causeway/testing/model';
import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { aBody, aRefund, event, type OrderService, startOrderService } from './order-service.js';

/** One thing that somebody does to an order; several people do theirs at the same time. */
type Deed = 'cancel' | 'fulfil' | 'read' | 'list' | 'timeline' | 'captured' | 'declined' | 'part refunded' | 'refunded';

const deed = fc.constantFrom<Deed>(
  ...([
    'cancel',
    'fulfil',
    'read',
    'read',
    'list',
    'timeline',
    'captured',
    'captured',
    'declined',
    'part refunded',
  ] as const),
  'refunded',
);
/** At each moment some deeds, all at once; what the payment says may come twice, late, or before what led to it. */
const moments = fc.array(fc.array(deed, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 6 });
const orders = fc.array(fc.tuple(moments, fc.boolean()), { minLength: 1, maxLength: 3 });

describe('orders over the real store, served by two processes', () => {
  let service: OrderService;
  let other: Awaited<ReturnType<OrderService['open']>>;
  let doors: string[];

  beforeAll(async () => {
    service = await startOrderService();
    other = await service.open();
    doors = [service.url, await other.getUrl()];
  });
  afterAll(async () => {
    await other.close();
    await service.stop();
  });

  it(
    'show every order a life that could have been, whichever process is asked',
    async () => {
      let sightings = 0;
      await judge(
        fc.asyncProperty(orders, async (lives) => {
          const history = recordHistory();
          await Promise.all(lives.map(([story, isCharged]) => live(history, story, isCharged)));
          const { violations } = checkHistory(history.sightings);
          if (violations.length > 0) throw new Error([toldOf(lives), ...violations].join('\n\n'));
          sightings += history.sightings.length;
        }),
        { runs: 6 },
      );
      expect(sightings).toBeGreaterThan(20);
    },
    judgingMs,
  );

  /** Places an order at both doors with one key, and lives through its moments. */
  async function live(history: History, story: Deed[][], isCharged: boolean): Promise<void> {
    const customer = service.customer();
    const body = aBody([{ productId: service.products.sell().id, quantity: 1 }]);
    const key = uuid();
    const asked = await Promise.all(
      doors.map((door) => ask(history, door, customer.token, 'POST', '/v1/orders', { body, key })),
    );
    const answer = asked.find(({ status }) => status === 201);
    if (answer === undefined)
      throw new Error(`Nobody placed the order: ${asked.map(({ status }) => status).join(', ')}`);
    const order: Order = JSON.parse(answer.text);
    for (const deeds of story) {
      await Promise.all(
        deeds.map((what, turn) => act(history, order, what, { turn, isCharged, token: customer.token })),
      );
    }
    await Promise.all(
      ['read', 'timeline', 'list'].map((what, turn) =>
        act(history, order, what as Deed, { turn, isCharged, token: customer.token }),
      ),
    );
  }

  type Doing = { turn: number; isCharged: boolean; token: string };

  async function act(history: History, order: Order, what: Deed, { turn, isCharged, token }: Doing): Promise<void> {
    const [door = '', path] = [doors[turn % doors.length], `/v1/orders/${order.id}`];
    const staff = service.person('support').token;
    if (what === 'read') await ask(history, door, token, 'GET', path);
    else if (what === 'list') await ask(history, door, token, 'GET', '/v1/orders');
    else if (what === 'timeline') await ask(history, door, token, 'GET', `${path}/timeline?limit=100`);
    else if (what === 'cancel')
      await ask(history, door, token, 'POST', `${path}/cancellation`, { body: { reason: `turn ${turn}` } });
    else if (what === 'fulfil') await ask(history, door, staff, 'POST', `${path}/fulfilment`, { body: {} });
    else await deliver(order, lifeOf(what, isCharged));
  }

  /** One life of a payment, of which any piece may come at any time: captured, refunded in part, refunded; or declined. */
  const deliver = (order: Order, what: Deed) => {
    const versions: Partial<Record<Deed, number>> = { declined: 3, captured: 3, 'part refunded': 5, refunded: 7 };
    const [version = 3, amount] = [versions[what], order.total];
    const part = { ...amount, amount: Math.floor(amount.amount / 2) };
    const none = { ...amount, amount: 0 };
    const states: Partial<Record<Deed, Partial<PaymentState>>> = {
      captured: { status: 'captured', refunded: none },
      'part refunded': { status: 'partially_refunded', refunded: part },
      refunded: { status: 'refunded', refunded: amount },
    };
    const money = states[what];
    const rest = { ...amount, amount: amount.amount - part.amount };
    const made = { 'part refunded': [part], refunded: [part, rest] }[what as string] ?? [];
    const payment = aPayment({
      id: order.id, // one payment for each order
      orderId: order.id,
      userId: order.userId,
      amount,
      version,
      ...(money ?? { status: 'declined', refunded: none }),
      capturedAt: money === undefined ? null : '2026-11-21T09:00:01.000Z',
      refunds: made.map((one, index) => ({ ...aRefund(order.id, one), id: `${order.id.slice(0, -1)}${index}` })),
    });
    const type =
      `shop.payment.${what === 'part refunded' ? 'refunded' : (what as 'captured' | 'declined' | 'refunded')}.v1` as const;
    return service.deliver(event(type, { payment }, { aggregate: 'payment', subject: payment.id, version }));
  };
});

type Sent = { body?: object; key?: string };

/** One request of the public API; refusals are answers like others. */
async function ask(history: History, door: string, token: string, method: string, path: string, sent: Sent = {}) {
  const { body, key = '' } = sent;
  const response = await history.fetchAs(`${token.slice(-6)} at ${door}`)(`${door}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const { status } = response;
  if (status >= 500 && status !== 503) throw new Error(`${method} ${path} answered ${status}`);
  return { status, text: await response.text() };
}

/** A payment is declined or charged, not both. */
const lifeOf = (what: Deed, isCharged: boolean): Deed => {
  if (!isCharged) return 'declined';
  return what === 'declined' ? 'captured' : what;
};

/** The lives in words, a line each moment. */
const toldOf = (lives: readonly [Deed[][], boolean][]): string =>
  lives
    .map(([story, isCharged], index) =>
      [
        `order ${index + 1}, which is ${isCharged ? 'paid for' : 'declined'}:`,
        ...story.map((deeds) => `  at once: ${deeds.join(', ')}`),
      ].join('\n'),
    )
    .join('\n');
