// What makes something durable, file by file where it may stand: the primitives, which ask for a point. Everywhere else
// it is a fault, because a process could die right behind it and no test would know.

const table = 'libs/stores/src/dynamo/table.ts';
const blob = 'libs/stores/src/blob.ts';
const bus = [
  'libs/messaging/src/service-bus/bus.ts',
  'libs/messaging/src/service-bus/strategy.ts',
  'libs/messaging/src/triggers/management-link.ts',
  'libs/messaging/src/dead-letters/subscription-letters.ts',
];
const pictures = 'apps/product-service/src/adapters/s3-pictures.ts';
const sql = 'store.transaction(point, ...) or store.write(point, ...) of libs/stores';
const sqlFiles = [
  'libs/stores/src/sql/',
  'apps/payment-sandbox/src/adapters/',
  'apps/local-cloud/src/mailbox/mail-store.ts',
];

/** Clients' commands, by the name of the class that is made with `new`. */
export const commands = [
  {
    pattern: /^(Put|Update|Delete)(Item)?Command$|^BatchWrite(Item)?Command$|^(BatchExecute|Execute)StatementCommand$/,
    allowed: [table],
    instead: 'table.write(point, ...) or table.deleteMany(point, ...) of libs/stores',
  },
  {
    pattern: /^TransactWrite(Items)?Command$|^ExecuteTransactionCommand$/,
    allowed: ['libs/stores/src/dynamo/transact.ts'],
    instead: 'table.transact(point, ...) of libs/stores',
  },
  {
    pattern: /^(Create|Update|Delete)TableCommand$/,
    allowed: ['libs/stores/src/dynamo/definition.ts'],
    instead: 'ensureTable of libs/stores',
  },
  {
    pattern:
      /^(Put|Copy|Delete|Restore)Objects?Command$|^(Create|Delete)BucketCommand$|^(Create|Complete)MultipartUploadCommand$|^UploadPartCommand$/,
    allowed: [pictures],
    instead: 'an adapter of its own that passes a point after it, as s3-pictures.ts',
  },
  { pattern: /^(Kysely|DatabaseSync|ConnectionPool)$/, allowed: sqlFiles, instead: 'openSql of libs/stores' },
];

/** Methods of clients, by name, wherever they are called. */
export const methods = [
  {
    names: [
      'upload',
      'uploadData',
      'uploadStream',
      'uploadFile',
      'createIfNotExists',
      'deleteIfExists',
      'appendBlock',
      'stageBlock',
    ],
    allowed: [blob],
    instead: 'blobs.put(point, ...) of libs/stores',
  },
  {
    names: [
      'sendMessages',
      'scheduleMessages',
      'cancelScheduledMessages',
      'completeMessage',
      'abandonMessage',
      'deadLetterMessage',
      'deferMessage',
    ],
    allowed: bus,
    instead: 'bus.publish(point, ...) or bus.send(point, ...) of libs/messaging; its strategy settles messages',
  },
  { names: ['sendMail'], allowed: ['apps/notification-service/src/adapters/smtp-mail.ts'], instead: 'the port Mail' },
];

/** Calls that change something at the payment provider: `stripe.paymentIntents.confirm(...)`. */
export const provider = {
  resources: ['paymentIntents', 'refunds', 'charges', 'customers', 'paymentMethods', 'setupIntents'],
  names: ['create', 'confirm', 'cancel', 'capture', 'update', 'del', 'attach', 'incrementAuthorization'],
  allowed: ['apps/payment-service/src/adapters/stripe-gateway.ts'],
  instead: 'the port PaymentGateway, whose calls that change something pass a point',
};

/** Statements that write, on a database that is not handed in by a transaction. */
export const statements = {
  names: ['insertInto', 'updateTable', 'deleteFrom', 'replaceInto', 'mergeInto'],
  allowed: ['libs/stores/src/sql/'],
  instead: sql,
};

/** HTTP calls that are no GET. */
export const calls = {
  names: ['fetch', 'request'],
  allowed: ['libs/runtime/src/outgoing.ts', 'apps/payment-sandbox/src/adapters/http-webhooks.ts'],
  instead: 'call(...) of libs/runtime/outgoing, which asks for a point where the method is not GET',
};

/** Functions of `node:fs` that write. */
export const fileWrites = {
  pattern: /^(write|append|copy|rename|rm|unlink|truncate|cp)/,
  allowed: ['libs/runtime/src/failpoints.ts'],
  instead: 'a store: files of a process are on no other machine',
};

/** What runs in no process of the shop: tools for people, engines, what only reads the stores. */
export const outside = [
  /^apps\/bench\//,
  /^apps\/local-cloud\/src\/(?!mailbox\/)/,
  /^libs\/(engines|service-bus-emulator|invariants|data-model)\//,
];
