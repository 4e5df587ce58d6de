import type { FastifyInstance } from 'fastify';
import { invalidRequest, noSuch } from '../core/api-error.js';
import type { Books, Shelf } from '../core/ports.js';
import { createRefund, type RefundSource } from '../core/refund-requests.js';
import type { Charge, Refund } from '../core/stripe-objects.js';
import { expanded } from './expansion.js';
import { listOf } from './lists.js';
import type { Once } from './once.js';
import { newRefund, pageOfIntent, read, retrieval } from './params.js';
import type { Sandbox } from './sandbox.js';

type ById = { Params: { id: string } };

/** https://docs.stripe.com/api/refunds and https://docs.stripe.com/api/charges */
export function refundRoutes(api: FastifyInstance, { books }: Sandbox, once: Once): void {
  api.post('/refunds', (request, reply) => {
    const { expand, payment_intent, charge, amount, reason = null, metadata } = read(newRefund, request.body);
    const source = sourceOf(payment_intent, charge);
    return once.answer(request, reply, 'refund-made', (kept, world) => {
      const refund = createRefund(kept, source, { amount, reason, metadata }, world);
      return { status: 200, body: expanded(kept, refund, expand) };
    });
  });

  readingRoutes(api, { books, what: 'refund', shelf: books.refunds });
  readingRoutes(api, { books, what: 'charge', shelf: books.charges });
}

type Readable<T> = { books: Books; what: 'refund' | 'charge'; shelf: Shelf<T> };

function readingRoutes<T extends Refund | Charge>(api: FastifyInstance, { books, what, shelf }: Readable<T>): void {
  api.get(`/${what}s`, (request) => {
    const { expand, ...query } = read(pageOfIntent, request.query);
    const list = listOf(what, `/v1/${what}s`, query, shelf.page);
    return { ...list, data: list.data.map((object) => expanded(books, object, expand)) };
  });

  api.get<ById>(`/${what}s/:id`, (request) => {
    const { expand } = read(retrieval, request.query);
    const object = shelf.find(request.params.id);
    if (object === undefined) throw noSuch(what, request.params.id, 'id');
    return expanded(books, object, expand);
  });
}

function sourceOf(intent: string | undefined, charge: string | undefined): RefundSource {
  if (intent !== undefined && charge === undefined) return { payment_intent: intent };
  if (charge !== undefined && intent === undefined) return { charge };
  throw invalidRequest('Give one of these parameters: payment_intent, charge.', {
    code: 'parameter_missing',
    param: 'payment_intent',
  });
}
