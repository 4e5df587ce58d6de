// A process of its own: the durable operations of an order up to its payment, one after the other and nothing else.
import { randomUUID } from 'node:crypto';
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { ServiceBusClient } from '@azure/service-bus';
import Stripe from 'stripe';
import { offer } from '../process/offer.js';
import { BareTopic, type Bus } from './bare-bus.js';
import { BareOrder, type Model } from './bare-order.js';
import { BareSql } from './bare-sql.js';
import { createBareTable } from './bare-table.js';

export type BareEngines = {
  dynamoUrl: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  bus: Bus;
  sqlFile: string;
  providerUrl: string;
  providerKey: string;
  model: Model;
  stocks: number;
};
export type BareRun = { clients: number; seconds: number };
export type BareDone = { orderMs: number[]; elapsedMs: number };
export type BareOrderWorks = {
  open: (engines: BareEngines) => Promise<void>;
  run: (run: BareRun) => Promise<BareDone>;
};

const table = 'bench-orders';

class BareShop {
  readonly #dynamo: DynamoDBClient;
  readonly #stripe: Stripe;
  readonly #sql: BareSql;
  readonly #orders: BareTopic;
  readonly #payments: BareTopic;
  readonly #engines: BareEngines;

  private constructor(engines: BareEngines, dynamo: DynamoDBClient, [orders, payments]: [BareTopic, BareTopic]) {
    const { hostname: host, port } = new URL(engines.providerUrl);
    this.#engines = engines;
    this.#dynamo = dynamo;
    this.#stripe = new Stripe(engines.providerKey, { host, port, protocol: 'http', telemetry: false });
    this.#sql = new BareSql(engines.sqlFile);
    this.#orders = orders;
    this.#payments = payments;
  }

  static async open(engines: BareEngines): Promise<BareShop> {
    const { dynamoUrl: endpoint, credentials, bus, stocks } = engines;
    const agent = { keepAlive: true, maxSockets: 128 };
    const dynamo = new DynamoDBClient({
      region: 'eu-west-1',
      endpoint,
      credentials,
      requestHandler: { httpAgent: agent },
    });
    await createBareTable(dynamo, table, stocks);
    const client = new ServiceBusClient(bus.connectionString);
    const topic = (name: string) => BareTopic.create(bus, client, name);
    return new BareShop(engines, dynamo, [await topic('bench-orders'), await topic('bench-payments')]);
  }

  /** Every durable step that a customer waits for, and what is done beside them up to then. */
  async order(): Promise<void> {
    const { model, stocks } = this.#engines;
    const order = new BareOrder(randomUUID(), model, { table, stock: Math.floor(Math.random() * stocks) });
    await this.#dynamo.send(new PutItemCommand(order.claim()));
    await this.#transact(order.reservation());
    await this.#transact(order.placing());
    await this.#orders.send(order.placedEvent);
    await this.#dynamo.send(new DeleteItemCommand(order.outboxKey(order.placedEvent)));
    const placed = await this.#orders.receive(order.placedEvent);
    this.#sql.record(order);
    const intent = await this.#createIntent(order);
    this.#sql.keepIntent(order);
    await this.#confirm(intent);
    this.#sql.capture(order);
    await this.#payments.send(order.capturedEvent);
    this.#sql.forget(order);
    await this.#orders.complete(placed);
    const captured = await this.#payments.receive(order.capturedEvent);
    await this.#transact(order.paying());
    await this.#payments.complete(captured);
  }

  async #transact(TransactItems: TransactWriteItem[]): Promise<void> {
    const conflicts = 'TransactionCanceledException';
    for (;;) {
      try {
        await this.#dynamo.send(new TransactWriteItemsCommand({ TransactItems }));
        return;
      } catch (error) {
        if (!(error instanceof Error && error.name === conflicts && /Conflict/.test(error.message))) throw error;
      }
    }
  }

  async #createIntent({ id, order }: BareOrder): Promise<string> {
    const params = {
      amount: order.total.amount,
      currency: order.total.currency.toLowerCase(),
      payment_method: order.paymentMethod,
      payment_method_types: ['card'],
      metadata: { orderId: id, paymentId: id },
    };
    return (await this.#stripe.paymentIntents.create(params, { idempotencyKey: `pay:${id}` })).id;
  }

  async #confirm(intent: string): Promise<void> {
    const params = { return_url: 'http://localhost', expand: ['latest_charge', 'payment_method'] };
    const { status } = await this.#stripe.paymentIntents.confirm(intent, params, {
      idempotencyKey: `confirm:${intent}`,
    });
    if (status !== 'succeeded') throw new Error(`The provider left ${intent} ${status}.`);
  }
}

let shop: BareShop | undefined;

offer({
  open: async (engines: BareEngines): Promise<void> => {
    shop = await BareShop.open(engines);
  },
  run: async ({ clients, seconds }: BareRun): Promise<BareDone> => {
    const orderMs: number[] = [];
    const start = performance.now();
    const end = start + seconds * 1000;
    const client = async () => {
      do {
        const began = performance.now();
        await shop?.order();
        orderMs.push(performance.now() - began);
      } while (performance.now() < end);
    };
    await Promise.all(Array.from({ length: clients }, client));
    return { orderMs, elapsedMs: performance.now() - start };
  },
});
