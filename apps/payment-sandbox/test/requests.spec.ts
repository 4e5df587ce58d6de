import { clientOf, refusalOf, type Started, started, temporaryFolder } from './started.js';

describe('a request', () => {
  const folder = temporaryFolder();
  let sandbox: Started;

  beforeAll(async () => {
    sandbox = await started(folder.path);
  });
  afterAll(async () => {
    await sandbox.stop();
    folder.remove();
  });

  const intents = () => sandbox.stripe.paymentIntents;
  const order = { amount: 100, currency: 'eur' };

  it('without the right key is 401', async () => {
    const refused = await refusalOf(clientOf(sandbox.port, 'sk_test_wrong').paymentIntents.list());
    expect(refused).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 });
    const answer = await fetch(`${sandbox.url}/v1/events`);
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Stripe"']);
  });

  it.each([
    [{ ...order, amount: 1.5 }, 'parameter_invalid_integer', 'amount'],
    [{ ...order, amount: 0 }, 'amount_too_small', 'amount'],
    [{ ...order, amount: -1 }, 'amount_too_small', 'amount'],
    [{ ...order, amount: 2 ** 53 }, 'amount_too_large', 'amount'],
    [{ currency: 'eur' }, 'parameter_missing', 'amount'],
    [{ ...order, currency: '' }, 'parameter_invalid_empty', 'currency'],
    [{ ...order, currency: 'xyz' }, undefined, 'currency'],
    [{ ...order, payment_method: 'pm_unknown' }, 'resource_missing', 'payment_method'],
    [{ ...order, capture_method: 'manual' }, undefined, 'capture_method'],
    [{ ...order, colour: 'red' }, 'parameter_unknown', 'colour'],
    [{ ...order, metadata: { a: { b: 'c' } } }, undefined, 'metadata[a]'],
    [{ ...order, expand: ['customer'] }, undefined, 'expand[0]'],
  ])('with %j is refused, and says why', async (params, code, param) => {
    // The wrong shapes are the point.
    const error = await refusalOf(intents().create(params as typeof order));
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', statusCode: 400, param });
    expect(error.code).toBe(code);
  });

  it('keeps metadata as it is, whatever its keys are', async () => {
    const metadata = { '0': 'zero', constructor: 'c', hasOwnProperty: 'h', 'a b': 'ü&=[]' };
    const { id } = await intents().create({ ...order, metadata });
    expect((await intents().retrieve(id)).metadata).toEqual(metadata);
  });

  it('takes the largest amount that money has in JSON', async () => {
    expect((await intents().create({ ...order, amount: Number.MAX_SAFE_INTEGER })).amount).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });

  it('for what does not exist is 404', async () => {
    expect(await refusalOf(intents().retrieve('pi_unknown'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
    expect(await refusalOf(intents().confirm('pi_unknown'))).toMatchObject({ statusCode: 404 });
    expect(await refusalOf(sandbox.stripe.refunds.retrieve('re_unknown'))).toMatchObject({ statusCode: 404 });
    expect(await refusalOf(sandbox.stripe.customers.list())).toMatchObject({ statusCode: 404 });
  });

  it("in another form than Stripe speaks is refused in Stripe's shape", async () => {
    const headers = { authorization: 'Bearer sk_test_of_this_test', 'content-type': 'text/xml' };
    const answer = await fetch(`${sandbox.url}/v1/refunds`, { method: 'POST', headers, body: '<a/>' });
    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error' } });
    expect(answer.headers.get('request-id')).toMatch(/^req_/);
  });

  it('over the limit is 429 until the next second', async () => {
    const other = temporaryFolder();
    let now = 1_800_000_000_000;
    const limited = await started(other.path, { SANDBOX_RATE_LIMIT: '2' }, () => new Date(now));
    await limited.stripe.paymentIntents.list();
    await limited.stripe.paymentIntents.list();
    const refused = await refusalOf(limited.stripe.paymentIntents.list());
    expect(refused).toMatchObject({ type: 'StripeRateLimitError', statusCode: 429 });
    now += 1000;
    await limited.stripe.paymentIntents.list();
    await limited.stop();
    other.remove();
  });

  it('for its health needs no key', async () => {
    for (const path of ['live', 'ready']) expect((await fetch(`${sandbox.url}/health/${path}`)).status).toBe(200);
  });
});
