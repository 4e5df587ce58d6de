import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { refusalOf, type Started, started, temporaryFolder } from './started.js';

describe('an idempotency key', () => {
  const folder = temporaryFolder();
  let now = Date.parse('2026-11-21T09:00:00.000Z');
  let sandbox: Started;

  beforeAll(async () => {
    sandbox = await started(folder.path, {}, () => new Date(now));
  });
  afterAll(async () => {
    await sandbox.stop();
    folder.remove();
  });

  const intents = () => sandbox.stripe.paymentIntents;
  const order = { amount: 100, currency: 'eur', payment_method: 'pm_card_visa', metadata: { a: '1', b: '2' } };
  const create = (idempotencyKey: string, change = {}) => intents().create({ ...order, ...change }, { idempotencyKey });

  it('makes a repeat get the first answer, and do nothing', async () => {
    const first = await create('repeat');
    const second = await create('repeat', { metadata: { b: '2', a: '1' } });
    expect({ ...second, lastResponse: undefined }).toEqual({ ...first, lastResponse: undefined });
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect(second.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'idempotency-key': 'repeat',
      'original-request': first.lastResponse.requestId,
    });
  });

  it('is refused for other parameters, and for another address', async () => {
    const { id } = await create('taken');
    expect(await refusalOf(create('taken', { amount: 101 }))).toMatchObject({
      type: 'StripeIdempotencyError',
      rawType: 'idempotency_error',
      statusCode: 400,
    });
    expect((await refusalOf(intents().cancel(id, {}, { idempotencyKey: 'taken' }))).rawType).toBe('idempotency_error');
  });

  it('keeps a declined charge, so that a repeat does not charge again', async () => {
    const { id } = await create('for-decline', { payment_method: 'pm_card_declined' });
    const confirm = () => refusalOf(intents().confirm(id, {}, { idempotencyKey: 'decline' }));
    const [first, second] = [await confirm(), await confirm()];
    expect(second).toMatchObject({ statusCode: 402, payment_intent: first.payment_intent });
    expect(second.headers?.['idempotent-replayed']).toBe('true');
    expect((await sandbox.stripe.charges.list({ payment_intent: id })).data).toHaveLength(1);
  });

  it('keeps no request that never began: it may be put right under the same key', async () => {
    expect((await refusalOf(create('wrong', { amount: 0 }))).statusCode).toBe(400);
    expect((await create('wrong')).amount).toBe(100);
  });

  it('is in use as long as its first request waits for an answer, and replays it afterwards', async () => {
    const { id } = await create('for-silence', { payment_method: 'pm_card_timeout_after_charge' });
    const confirm = (timeout: number) => intents().confirm(id, {}, { idempotencyKey: 'silence', timeout });
    const first = confirm(5000);
    const meanwhile = await refusalOf(confirm(5000));
    expect(meanwhile).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    expect((await first).status).toBe('succeeded');
    const repeat = await confirm(5000);
    expect(repeat).toMatchObject({ status: 'succeeded' });
    expect(repeat.lastResponse.headers['idempotent-replayed']).toBe('true');
  });

  it('makes requests that come at once have one effect', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => create('at-once')));
    const ids = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.id] : []));
    expect(new Set(ids).size).toBe(1);
    const others = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason.statusCode] : []));
    expect(others.every((status) => status === 409)).toBe(true);
  });

  it('is forgotten after a day, compared when it is read', async () => {
    const first = await create('for-a-day');
    now += 24 * 3600 * 1000 - 1;
    expect((await create('for-a-day')).id).toBe(first.id);
    now += 1;
    expect((await create('for-a-day')).id).not.toBe(first.id);
  });

  it('has at most 255 characters', async () => {
    expect((await refusalOf(create('k'.repeat(256)))).statusCode).toBe(400);
    expect((await create('k'.repeat(255))).object).toBe('payment_intent');
  });

  it('keeps what began and broke, and nothing that it had done', async () => {
    const broken = temporaryFolder();
    const other = await started(broken.path);
    const { id } = await other.stripe.paymentIntents.create(order);
    const file = new DatabaseSync(join(broken.path, 'sandbox.db'));
    file.exec('ALTER TABLE events RENAME TO lost');
    const confirm = () => refusalOf(other.stripe.paymentIntents.confirm(id, {}, { idempotencyKey: 'breaks' }));
    expect(await confirm()).toMatchObject({ statusCode: 500, rawType: 'api_error' });
    file.exec('ALTER TABLE lost RENAME TO events');
    file.close();
    expect((await confirm()).headers).toMatchObject({ 'idempotent-replayed': 'true' });
    expect(await other.stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'requires_confirmation' });
    expect((await other.stripe.charges.list({ payment_intent: id })).data).toEqual([]);
    await other.stop();
    broken.remove();
  });
});
