import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readPoints } from './registry.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'failpoints-'));
  for (const kind of ['apps', 'libs']) mkdirSync(join(root, kind));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What is read of a workspace that has only these files. */
function read(files) {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), source);
  }
  return readPoints(root);
}

const adapter = 'apps/order-service/src/adapters/dynamo-orders.ts';
const declaration = 'apps/order-service/src/adapters/failpoints.ts';
const declaring = (name) =>
  `export const points = failpoints('order', { '${name}': { after: 'the key is claimed', before: 'the stock is held' } });`;
const passing = (key) => `import { points } from './failpoints.js';\ntable.write(points${key}, put);`;

describe('the points', () => {
  it('are read with what lies on both sides, where they stand, and in which process they are passed', () => {
    const { points, faults } = read({ [declaration]: declaring('claimed'), [adapter]: passing('.claimed') });
    expect(faults).toEqual([]);
    expect(points).toEqual([
      {
        name: 'order.claimed',
        after: 'the key is claimed',
        before: 'the stock is held',
        processes: ['order-service'],
        path: declaration,
        line: 1,
      },
    ]);
  });

  it('of a library are passed in the processes that use it', () => {
    const { points } = read({
      'libs/messaging/src/outbox/failpoints.ts': `export const points = failpoints('sql-outbox', { claimed: { after: 'a', before: 'b' } });`,
      'libs/messaging/src/outbox/sql.ts': passing('.claimed'),
      'apps/payment-service/src/app.module.ts': `import { sqlRelay } from '@causeway/messaging/outbox';`,
      'apps/order-service/src/app.module.ts': `import { dynamoRelay } from '@causeway/messaging/outbox';`,
    });
    expect(points).toMatchObject([{ name: 'sql-outbox.claimed', processes: ['payment-service'] }]);
  });

  it('of the emulator are read from the mechanism it has for itself', () => {
    const { points, faults } = read({
      'libs/service-bus-emulator/src/failpoints.ts': `const meanings = { 'send-taken': { after: 'a', before: 'b' } } as const;
        const PREFIX = 'bus.'; export const points = make(PREFIX, meanings);`,
      'libs/service-bus-emulator/src/inlet.ts': `import { points } from './failpoints.js'; points['send-taken'].pass();`,
    });
    expect(faults).toEqual([]);
    expect(points).toMatchObject([{ name: 'bus.send-taken', processes: ['service-bus'] }]);
  });

  it.each([`['key-claimed']`, '[step]'])('count as passed by %s', (key) => {
    expect(read({ [declaration]: declaring('key-claimed'), [adapter]: passing(key) }).faults).toEqual([]);
  });

  it('that nothing passes are a fault', () => {
    const { faults } = read({ [declaration]: declaring('claimed'), [adapter]: passing('.placed') });
    expect(faults).toEqual([
      `${declaration}:1: nothing passes the point 'order.claimed'; hand it to the write it stands behind`,
    ]);
  });

  it('of one name are a fault', () => {
    const again = 'apps/order-service/src/adapters/more-points.ts';
    const { faults } = read({
      [declaration]: declaring('claimed'),
      [again]: `${declaring('claimed')}\npoints.claimed.pass();`,
      [adapter]: passing('.claimed'),
    });
    expect(faults).toEqual([`${again}:1: there is a point 'order.claimed' already, in ${declaration}:1`]);
  });

  it.each([
    ['without what lies before', `const points = failpoints('order', { claimed: { after: 'a' } });`],
    ['with a prefix that is computed', `const points = failpoints(prefix, {});`],
    ['without a name of their own', `pass(failpoints('order', {}));`],
  ])('%s are a fault', (_, source) => {
    expect(read({ [declaration]: source }).faults).toHaveLength(1);
  });
});

describe('what becomes durable without a point is a fault', () => {
  it.each([
    ['new PutItemCommand', 'await client.send(new PutItemCommand({}));', 'table.write(point'],
    ['new UpdateItemCommand', 'await client.send(new UpdateItemCommand({}));', 'table.write(point'],
    ['new DeleteItemCommand', 'await client.send(new DeleteItemCommand({}));', 'table.write(point'],
    ['new BatchWriteItemCommand', 'await client.send(new dynamo.BatchWriteItemCommand({}));', 'table.deleteMany(point'],
    ['new TransactWriteItemsCommand', 'new TransactWriteItemsCommand({});', 'table.transact(point'],
    ['new PutObjectCommand', 'new PutObjectCommand({});', 's3-pictures.ts'],
    ['db.insertInto', `await this.#store.db.insertInto('orders').values(row).execute();`, 'store.transaction(point'],
    ['db.updateTable', `(store.db as Writer).updateTable('orders');`, 'store.transaction(point'],
    ['db.deleteFrom', `store.db.deleteFrom('orders');`, 'store.transaction(point'],
    ['a cast of a store’s db', 'const db = store.db as unknown as Kysely<Tables>;', 'store.transaction(point'],
    ['new DatabaseSync', `new DatabaseSync('orders.db');`, 'openSql'],
    ['sendMail', 'await transport.sendMail({});', 'the port Mail'],
    ['completeMessage', 'await receiver.completeMessage(message);', 'bus.publish(point'],
    ['deadLetterMessage', 'receiver.deadLetterMessage(message);', 'bus.publish(point'],
    ['abandonMessage', 'receiver.abandonMessage(message);', 'bus.publish(point'],
    ['sendMessages', 'sender.sendMessages([]);', 'bus.publish(point'],
    ['scheduleMessages', 'sender.scheduleMessages([], at);', 'bus.publish(point'],
    ['uploadData', 'await blob.uploadData(bytes);', 'blobs.put(point'],
    ['paymentIntents.confirm', 'await this.#stripe.paymentIntents.confirm(id);', 'PaymentGateway'],
    ['refunds.create', 'stripe.refunds.create({});', 'PaymentGateway'],
    ['fetch with another method than GET', `await fetch(url, { method: 'POST' });`, 'runtime/outgoing'],
    ['request with another method than GET', `await request(url, { method });`, 'runtime/outgoing'],
    ['writeFile', `import { writeFile } from 'node:fs/promises';`, 'a store'],
  ])('%s', (what, source, instead) => {
    const { faults } = read({ [adapter]: `\n${source}` });
    expect(faults.length).toBeGreaterThan(0);
    expect(faults[0]).toContain(`${adapter}:2: ${what} without a failpoint behind it; use `);
    expect(faults.join()).toContain(instead);
  });

  it('but not where the primitives are, nor what only reads', () => {
    const { faults } = read({
      'libs/stores/src/dynamo/table.ts': 'new PutItemCommand({});',
      'apps/notification-service/src/adapters/smtp-mail.ts': 'transport.sendMail({});',
      [adapter]: `await fetch(url); fetch(url, { method: 'HEAD' }); new GetItemCommand({}); stripe.refunds.list();
        store.db.selectFrom('orders'); store.write(points, (db) => db.insertInto('orders'));`,
    });
    expect(faults).toEqual([]);
  });
});
