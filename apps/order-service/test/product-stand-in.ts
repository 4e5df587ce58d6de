import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  type PricedLine,
  type ProblemCode,
  type Product,
  problemTypes,
  type ReservationRequest,
  reservationRequest,
  times,
} from '@causeway/data-model';
import { aProduct } from '@causeway/testing';

type Reservation = { items: PricedLine[]; released: boolean };

/** A stand-in for product-service on a free port: products with stock, and reservations that replay. */
export class ProductStandIn {
  readonly reservations = new Map<string, Reservation>();
  /** How often each order's stock was asked for. */
  readonly asked: string[] = [];
  /** Runs before a reservation is answered; what it resolves to is answered instead of the reservation. */
  beforeReserve: (orderId: string) => Promise<number | undefined> = async () => undefined;
  readonly #products = new Map<string, Product>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.writeHead(500).end());
    });
  }

  static async start(): Promise<ProductStandIn> {
    const standIn = new ProductStandIn();
    await new Promise<void>((resolve) => standIn.#server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The stand-in has no TCP port.');
    return `http://127.0.0.1:${address.port}`;
  }

  sell(overrides: Partial<Product> = {}): Product {
    const product = aProduct({ available: 1_000_000, ...overrides });
    this.#products.set(product.id, product);
    return product;
  }

  withdraw(id: string): void {
    this.#products.delete(id);
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , kind, id = ''] = (request.url ?? '').split('/');
    if (kind === 'products') {
      const product = this.#products.get(id);
      return product === undefined ? problem(response, 'not-found') : json(response, 200, product);
    }
    if (request.headers.authorization === undefined) return problem(response, 'unauthenticated');
    if (request.method === 'DELETE') {
      const reservation = this.reservations.get(id);
      if (reservation !== undefined) reservation.released = true;
      return void response.writeHead(204).end();
    }
    return this.#reserve(reservationRequest.parse(await bodyOf(request)), response);
  }

  async #reserve({ orderId, items }: ReservationRequest, response: ServerResponse): Promise<void> {
    this.asked.push(orderId);
    const instead = await this.beforeReserve(orderId);
    if (instead !== undefined) return void response.writeHead(instead).end();
    const earlier = this.reservations.get(orderId);
    if (earlier?.released === true) return problem(response, 'illegal-state');
    if (earlier !== undefined) return held(response, orderId, earlier);

    const lines: PricedLine[] = [];
    for (const { productId, quantity } of items) {
      const product = this.#products.get(productId);
      if (product === undefined) return problem(response, 'validation');
      const { sku, name, price, available } = product;
      if (available < quantity) return problem(response, 'out-of-stock', { items: [{ productId, available }] });
      lines.push({ productId, sku, name, quantity, unitPrice: price, lineTotal: times(price, quantity) });
    }
    const reservation = { items: lines, released: false };
    this.reservations.set(orderId, reservation);
    return held(response, orderId, reservation);
  }
}

const held = (response: ServerResponse, orderId: string, { items }: Reservation) =>
  json(response, 201, { orderId, items, leaseUntil: new Date(Date.now() + 120_000).toISOString() });

function problem(response: ServerResponse, code: ProblemCode, members: object = {}): void {
  const { status, title } = problemTypes[code];
  const rest = {
    type: `/problems/${code}`,
    title,
    status,
    detail: title,
    instance: '/',
    code,
    traceId: '0'.repeat(32),
  };
  json(response, status, { ...rest, ...members }, 'application/problem+json');
}

function json(response: ServerResponse, status: number, body: unknown, type = 'application/json'): void {
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
