import { randomUUID } from 'node:crypto';
import {
  type AuditEvent,
  type Erasure,
  type Order,
  pseudonymOf,
  settledStatuses,
  type User,
} from '@causeway/data-model';
import { eventually } from '@causeway/testing';
import { Refusal, type Session } from '../../src/client/shop.js';
import type { House } from './house.js';

/** What people do that makes a process pass a point; it ends when its orders have settled. */
export type Story = (house: House) => Promise<unknown>;

const password = 'causeway-demo-1';

/** A refusal is what these stories are after. */
async function refused(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
  });
}

export const paidOrder: Story = (house) => house.paid();

export const slowOrder: Story = async (house) => house.settled((await house.order('pm_card_slow')).id);

export const declinedOrder: Story = async (house) => house.settled((await house.order('pm_card_declined')).id);

/** Whatever becomes of the provider's answer, its money was taken: never refused, and never taken twice (I2). */
export const chargedOnce: Story = async (house) => expect((await house.paid()).status).toBe('paid');

export const quickAuthentication: Story = async (house) => {
  const { id } = await house.order('pm_card_3ds');
  const waiting = await house.askedToAuthenticate(id);
  await house.authenticate(waiting, 'pass');
  await house.settled(id);
};

/** Paid after so long that the lease of its reservation has ended. */
export const longAuthentication: Story = async (house) => {
  const { id } = await house.order('pm_card_3ds');
  const waiting = await house.askedToAuthenticate(id);
  await house.until(id, ({ createdAt }) => Date.now() - Date.parse(createdAt) > 8000);
  await house.authenticate(waiting, 'pass');
  await house.settled(id);
};

export const cancelledBeforePaying: Story = async (house) => {
  const order = await house.order('pm_card_3ds');
  await house.askedToAuthenticate(order.id);
  await refused(house.cancel(order));
  await house.settled(order.id);
};

export const cancelledAfterPaying: Story = async (house) => {
  const order = await house.paid();
  await refused(house.cancel(order));
  await house.until(order.id, ({ status }) => status === 'refunded');
};

export const partRefund: Story = async (house) => {
  const order = await house.paid();
  await house.refund(await house.paymentOf(order), 300);
  await house.until(order.id, ({ status }) => status === 'partially_refunded');
};

export const refundOfTooMuch: Story = async (house) =>
  refused(house.refund(await house.paymentOf(await house.paid()), 900_000));

export const fulfilledOrder: Story = async (house) => {
  const { id } = await house.paid();
  await refused(house.support.post(`/v1/orders/${id}/fulfilment`, {}));
};

export const changedPrice: Story = (house) =>
  refused(house.order('pm_card_visa', undefined, { expectedTotal: { amount: 1, currency: 'EUR' } }));

export const cart: Story = async ({ customer }) => {
  const { items } = (await customer.get<{ items: { id: string }[] }>('/v1/products?limit=2')).body;
  for (const { id } of items)
    await customer.send({ method: 'PUT', path: `/v1/cart/items/${id}`, body: { quantity: 1 } });
  await customer.send({ method: 'DELETE', path: `/v1/cart/items/${items[0]?.id}` });
  await customer.send({ method: 'DELETE', path: '/v1/cart' });
};

export const catalogueWork: Story = async (house) => {
  const { id } = await house.newProduct();
  const path = `/v1/products/${id}`;
  const edit = async (method: 'PATCH' | 'DELETE', body?: object) => {
    const etag = (await house.merchandiser.get(path)).headers.get('etag') ?? '';
    await refused(house.merchandiser.send({ method, path, headers: { 'if-match': etag }, ...(body && { body }) }));
  };
  await edit('PATCH', { name: 'Brighter lamp' });
  await house.merchandiser.post(`${path}/stock-adjustments`, { delta: 2, reason: 'found' });
  await edit('DELETE');
};

export const account: Story = async ({ client }) => {
  const email = `points-${randomUUID()}@causeway.example`;
  const post = <T>(path: string, body: object, token?: string) => client.send<T>({ method: 'POST', path, body }, token);
  await refused(post('/v1/auth/register', { email, password, name: 'Ann' }));
  await refused(post('/v1/auth/login', { email, password: 'not this one at all' }));
  type Tokens = { accessToken: string; refreshToken: string };
  const { body: first } = await post<Tokens>('/v1/auth/login', { email, password });
  const second = await post<Tokens>('/v1/auth/refresh', { refreshToken: first.refreshToken }).catch(
    (error: unknown) => {
      // The answer was lost with the process: who asks again with the used token loses the session and logs in anew.
      if (!(error instanceof Refusal)) throw error;
      return post<Tokens>('/v1/auth/login', { email, password });
    },
  );
  const { accessToken, refreshToken } = second.body;
  await refused(post('/v1/me/password', { current: password, next: `${password}-next` }, accessToken));
  await refused(post('/v1/auth/logout', { refreshToken }, accessToken));
};

/** Somebody who has paid for an order and filled a cart has themself erased: every service does it, and says so. */
export const erasure: Story = async (house) => {
  const email = `leaving-${randomUUID()}@causeway.example`;
  const person = await house.client.session(email, password, 'Leaving Customer');
  const { id: userId } = (await person.get<User>('/v1/me')).body;
  const what = await house.newProduct();
  const { id } = await house.order('pm_card_visa', what, {}, person);
  const before = await house.until(id, ({ status }) => settledStatuses.includes(status), person);
  await person.send({ method: 'PUT', path: `/v1/cart/items/${what.id}`, body: { quantity: 1 } });
  // Where the answer is lost, the token it was asked with is worth nothing any more: that is answer enough.
  await refused(person.send({ method: 'DELETE', path: '/v1/me' }));
  await untilErased(house, userId);
  const { body: after } = await house.support.get<Order>(`/v1/orders/${id}`);
  expect(after).toMatchObject({ userId: pseudonymOf(userId), shippingAddress: { name: 'erased', line1: 'erased' } });
  expect(after).toMatchObject({ status: before.status, total: before.total });
  await expect(person.logIn()).rejects.toMatchObject({ code: 'invalid-credentials' });
};

/** The erasure is found as an operator finds it: the person may not have heard of it. */
async function untilErased({ client }: House, userId: string): Promise<void> {
  const admin = await client.session('admin@causeway.example', password);
  const { erasure: id } = await notedErasure(admin, userId);
  await eventually(async () => {
    const { body } = await client.send<Erasure>({ method: 'GET', path: `/v1/erasures/${id}` });
    if (body.status !== 'complete') throw new Error(`erasure ${id}: ${JSON.stringify(body.services)}`);
  }, erasedWithinMs);
}

/** Longer than all deaths of a round, and what comes after them. */
const erasedWithinMs = 180_000;

async function notedErasure(admin: Session, userId: string): Promise<AuditEvent['detail']> {
  const { body } = await admin.get<{ items: AuditEvent[] }>('/v1/audit-events?type=account.erased&limit=100');
  const noted = body.items.find(({ subject }) => subject === userId);
  if (noted === undefined) throw new Error(`Nothing tells of an erasure of ${userId}.`);
  return noted.detail;
}

/** A partner's API key from its making to its end. */
export const partnerKey: Story = async ({ client }) => {
  const admin = await client.session('admin@causeway.example', password);
  const wanted = { name: 'erp', scopes: ['orders:read'] };
  const { body: key } = await admin.post<{ id: string; secret: string }>('/v1/api-keys', wanted);
  const asked = { grantType: 'client_credentials', audience: 'order-service' };
  const headers = { 'x-api-key': key.secret };
  await client.send({ method: 'POST', path: '/v1/auth/token', body: asked, headers });
  await refused(admin.send({ method: 'DELETE', path: `/v1/api-keys/${key.id}` }));
};

/** An order that is asked for again only when its stock has been given back. */
export const lateRepeat: Story = async (house) => {
  const what = await house.newProduct(1);
  const body = {
    items: [{ productId: what.id, quantity: 1 }],
    paymentMethod: 'pm_card_visa',
    shippingAddress: address,
  };
  const headers = {
    authorization: await house.token(),
    'content-type': 'application/json',
    'idempotency-key': what.id,
  };
  const ask = () => fetch(`${house.system.url}/v1/orders`, { method: 'POST', headers, body: JSON.stringify(body) });
  const first = await ask().catch(() => undefined);
  if (first?.status === 201) return;
  await house.untilAvailable(what, 1);
  await house.settled(
    (await house.customer.post<{ id: string }>('/v1/orders', body, { 'idempotency-key': what.id })).body.id,
  );
};

const address = { name: 'Ann', line1: '1 Quay', city: 'Cork', postalCode: 'T12', country: 'IE' };

/** An order while a process is away. */
export const orderWithout =
  (process: string, paymentMethod = 'pm_card_visa'): Story =>
  async (house) => {
    const what = await house.newProduct();
    await house.laboratory.kill(process);
    await house.settled((await house.order(paymentMethod, what)).id);
  };

/** Longer than the provider is waited for, with every try and the question afterwards. */
const silenceMs = 12_000;

/** An order whose provider takes the money and stands still then: nobody knows what became of the payment. */
export const silentProvider: Story = async (house) => {
  const what = await house.newProduct();
  const silence = { process: 'payment-sandbox', name: 'sandbox.intent-confirmed', action: 'freeze' } as const;
  await house.laboratory.arm({ ...silence, freezeMs: silenceMs });
  await house.settled((await house.order('pm_card_visa', what)).id);
};

export const refundWithoutProvider: Story = async (house) => {
  const order = await house.paid();
  const payment = await house.paymentOf(order);
  await house.laboratory.kill('payment-sandbox');
  await house.refund(payment, 200);
  await house.until(order.id, ({ status }) => status === 'partially_refunded');
};
