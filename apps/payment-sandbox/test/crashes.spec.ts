import { join } from 'node:path';
import { eventually } from '@causeway/testing';
import { bundleSandbox, forked } from './child.js';
import { refusalOf, temporaryFolder } from './started.js';
import { webhookReceiver } from './webhook-receiver.js';

type Forked = Awaited<ReturnType<typeof forked>>;

describe('a sandbox that is killed', () => {
  const folder = temporaryFolder();
  const running = new Set<Forked>();
  let files = 0;

  beforeAll(bundleSandbox);
  afterEach(async () => {
    for (const one of running)
      if (one.child.exitCode === null && one.child.signalCode === null) await one.end('SIGKILL');
    running.clear();
  });
  afterAll(() => folder.remove());

  const newFile = () => {
    files += 1;
    return join(folder.path, `${files}.db`);
  };
  const start = async (file: string, env: Record<string, string> = {}) => {
    const one = await forked(file, env);
    running.add(one);
    return one;
  };
  const intentWith = ({ stripe }: Forked, payment_method: string) =>
    stripe.paymentIntents.create({ amount: 700, currency: 'eur', payment_method }, { idempotencyKey: 'pay:order-1' });
  const confirm = ({ stripe }: Forked, id: string, timeout = 5000) =>
    stripe.paymentIntents.confirm(id, {}, { idempotencyKey: 'confirm:order-1', timeout });
  const chargesOf = async ({ stripe }: Forked, payment_intent: string) =>
    (await stripe.charges.list({ payment_intent })).data;

  it('has kept every charge that it acknowledged', async () => {
    const file = newFile();
    const first = await start(file);
    const { id } = await intentWith(first, 'pm_card_visa');
    const paid = await confirm(first, id);
    await first.end('SIGKILL');

    const second = await start(file);
    expect(await second.stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'succeeded' });
    const repeat = await confirm(second, id);
    expect(repeat.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(repeat.latest_charge).toBe(paid.latest_charge);
    expect(await chargesOf(second, id)).toHaveLength(1);
  });

  it('has kept a charge whose answer it withheld', async () => {
    const file = newFile();
    const first = await start(file);
    const { id } = await intentWith(first, 'pm_card_timeout_after_charge');
    const silence = refusalOf(confirm(first, id, 1000));
    await eventually(async () => expect(await chargesOf(first, id)).toHaveLength(1));
    await first.end('SIGKILL');
    expect((await silence).type).toBe('StripeConnectionError');

    const second = await start(file);
    expect(await confirm(second, id)).toMatchObject({ status: 'succeeded', amount_received: 700 });
    expect(await chargesOf(second, id)).toHaveLength(1);
  });

  it.each([
    ['before it commits a charge has not charged', 'sandbox.committing@2', 0],
    ['before it answers a charge has charged', 'sandbox.intent-confirmed', 1],
  ])('%s, and a repeat charges once in all', async (_name, failpoint, chargesAfterwards) => {
    const file = newFile();
    const first = await start(file, { CAUSEWAY_FAILPOINT: failpoint });
    const { id } = await intentWith(first, 'pm_card_visa');
    expect((await refusalOf(confirm(first, id))).type).toBe('StripeConnectionError');
    expect(await first.ended).toBe('SIGKILL');

    const second = await start(file);
    expect(await chargesOf(second, id)).toHaveLength(chargesAfterwards);
    expect(await confirm(second, id)).toMatchObject({ status: 'succeeded' });
    expect(await chargesOf(second, id)).toHaveLength(1);
  });

  it('settles what was processing after the next start, and tells of it', async () => {
    const file = newFile();
    const receiver = await webhookReceiver();
    const env = { WEBHOOK_URL: receiver.url, PAYMENT_WEBHOOK_SECRET: 'whsec_test' };
    const first = await start(file, env);
    const { id } = await intentWith(first, 'pm_card_slow');
    expect((await confirm(first, id)).status).toBe('processing');
    await first.end('SIGKILL');

    const second = await start(file, env);
    await eventually(() => expect(receiver.types()).toContain('payment_intent.succeeded'));
    expect(await second.stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'succeeded' });
    await receiver.close();
  });

  it('before it has noted a delivery delivers the same event again', async () => {
    const file = newFile();
    const receiver = await webhookReceiver();
    const env = { WEBHOOK_URL: receiver.url, PAYMENT_WEBHOOK_SECRET: 'whsec_test' };
    const first = await start(file, { ...env, CAUSEWAY_FAILPOINT: 'sandbox.webhook-sent' });
    const { id } = await intentWith(first, 'pm_card_visa');
    await confirm(first, id).catch(() => undefined);
    expect(await first.ended).toBe('SIGKILL');

    await start(file, env);
    await eventually(() => expect(receiver.received).toHaveLength(2));
    expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body);
    await receiver.close();
  });
});

describe('the sandbox as a process', () => {
  const folder = temporaryFolder();
  beforeAll(bundleSandbox);
  afterAll(() => folder.remove());

  it('ends with 0 on SIGTERM, even while a caller waits for an answer that does not come', async () => {
    const sandbox = await forked(join(folder.path, 'term.db'));
    const { paymentIntents } = sandbox.stripe;
    const order = { amount: 1, currency: 'eur', payment_method: 'pm_card_timeout_after_charge', confirm: true };
    const silence = refusalOf(paymentIntents.create(order));
    await eventually(async () => expect((await paymentIntents.list()).data).toHaveLength(1));
    sandbox.child.kill('SIGTERM');
    expect(await sandbox.ended).toBe(0);
    expect((await silence).type).toBe('StripeConnectionError');
  });

  it('ends when its parent is gone', async () => {
    const sandbox = await forked(join(folder.path, 'orphan.db'));
    sandbox.child.disconnect();
    expect(await sandbox.ended).toBe(0);
  });

  it('ends with 1 when its settings are wrong', async () => {
    const wrong = { WEBHOOK_URL: 'http://127.0.0.1:1/', LOG_LEVEL: 'silent' };
    await expect(forked(join(folder.path, 'wrong.db'), wrong)).rejects.toThrow('ended with 1');
  });
});
