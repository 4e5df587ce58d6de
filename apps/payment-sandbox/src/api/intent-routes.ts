import type { FastifyInstance } from 'fastify';
import { cancelIntent, confirmIntent, createIntent, intentOf } from '../core/intent-requests.js';
import type { Step } from '../core/payment-intents.js';
import type { Books } from '../core/ports.js';
import { expanded } from './expansion.js';
import { listOf } from './lists.js';
import type { Once, Result } from './once.js';
import { cancel, confirm, type Expand, newIntent, page, read, retrieval } from './params.js';
import type { Sandbox } from './sandbox.js';

type ById = { Params: { id: string } };

/** https://docs.stripe.com/api/payment_intents */
export function intentRoutes(api: FastifyInstance, { books }: Sandbox, once: Once): void {
  api.post('/payment_intents', (request, reply) => {
    const params = read(newIntent, request.body);
    const { expand, confirm: atOnce, return_url: returnUrl, description, payment_method, ...order } = params;
    const whole = { ...order, description: description || null, payment_method: payment_method ?? null };
    return once.answer(request, reply, 'intent-made', (kept, world, caller) =>
      resultOf(kept, createIntent(kept, whole, atOnce ? { returnUrl } : undefined, caller, world), expand),
    );
  });

  api.get('/payment_intents', (request) => {
    const { expand, ...query } = read(page, request.query);
    const list = listOf('payment_intent', '/v1/payment_intents', query, books.intents.page);
    return { ...list, data: list.data.map((intent) => expanded(books, intent, expand)) };
  });

  api.get<ById>('/payment_intents/:id', (request) => {
    const { expand } = read(retrieval, request.query);
    return expanded(books, intentOf(books, request.params.id), expand);
  });

  api.post<ById>('/payment_intents/:id/confirm', (request, reply) => {
    const { expand, payment_method: paymentMethod, return_url: returnUrl } = read(confirm, request.body);
    return once.answer(request, reply, 'intent-confirmed', (kept, world) =>
      resultOf(kept, confirmIntent(kept, request.params.id, { paymentMethod, returnUrl }, world), expand),
    );
  });

  api.post<ById>('/payment_intents/:id/cancel', (request, reply) => {
    const { expand, cancellation_reason: reason = null } = read(cancel, request.body);
    return once.answer(request, reply, 'intent-cancelled', (kept, world) =>
      resultOf(kept, cancelIntent(kept, request.params.id, reason, world), expand),
    );
  });
}

/** A declined charge happened, and is answered as an error all the same. */
function resultOf(books: Books, { intent, declined, unanswered }: Step, expand: Expand): Result {
  if (declined !== undefined) return { status: 402, body: { error: declined } };
  return { status: 200, body: expanded(books, intent, expand), ...(unanswered ? { unanswered } : {}) };
}
