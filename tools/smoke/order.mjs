import { setTimeout as pause } from 'node:timers/promises';

/**
 * Registers a customer, orders one piece of something that is there, and waits until it is paid: that takes both clouds.
 * A shop without anything to sell is not at fault; then it is said that no order was placed.
 *
 * @returns what is wrong
 */
export async function orderOnce(ask, name, { attempts, pauseMs }) {
  const send = (path, body, headers = {}) =>
    ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  const { body: listed } = await ask('/v1/products?inStock=true&limit=1');
  const [product] = listed?.items ?? [];
  if (product === undefined) {
    console.log('SKIPPED: no order was placed, for nothing is on sale; put something on sale and run it again.');
    return [];
  }
  const customer = { email: `smoke-${name}@causeway.example`, password: `smoke ${name}` };
  const registered = await send('/v1/auth/register', { ...customer, name: 'Smoke test' });
  const { status: loggedIn, body: tokens } = await send('/v1/auth/login', customer);
  if (registered.status !== 201 || loggedIn !== 200) {
    return [`a customer could not register and log in (${registered.status}, ${loggedIn})`];
  }
  const authorization = { authorization: `Bearer ${tokens.accessToken}` };
  const order = {
    items: [{ productId: product.id, quantity: 1 }],
    paymentMethod: 'pm_card_visa',
    shippingAddress: {
      name: 'Smoke test',
      line1: '1 Quay',
      line2: null,
      city: 'Cork',
      postalCode: 'T12',
      region: null,
      country: 'IE',
    },
  };
  const placed = await send('/v1/orders', order, { ...authorization, 'idempotency-key': name });
  if (placed.status !== 201) return [`an order was answered with ${placed.status} instead of 201`];

  let { status } = placed.body;
  for (let n = 0; status === 'pending_payment' && n < attempts; n += 1) {
    await pause(pauseMs);
    status = (await ask(`/v1/orders/${placed.body.id}`, { headers: authorization })).body?.status;
  }
  return status === 'paid' ? [] : [`the order ${placed.body.id} is ${status} and not paid`];
}
