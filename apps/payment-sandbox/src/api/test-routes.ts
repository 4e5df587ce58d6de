import type { FastifyInstance } from 'fastify';
import { ApiError, noSuch } from '../core/api-error.js';
import { authenticateIntent, intentOf } from '../core/intent-requests.js';
import { deliveryPeriodMs } from '../core/webhooks.js';
import { authenticationHeaders, authenticationPage, pageScript, scriptPath } from './authentication-page.js';
import { listOf } from './lists.js';
import { checkerPage, customerResult, read } from './params.js';
import type { Sandbox } from './sandbox.js';

type ById = { Params: { id: string } };

/** What only a sandbox has: the customer's part, and a view for checkers. None of it wants the key. */
export function testRoutes(app: FastifyInstance, sandbox: Sandbox): void {
  const { books, transactions, clock, isHeard } = sandbox;

  app.get<ById>('/3ds/:id', (request, reply) => {
    const page = authenticationPage(intentOf(books, request.params.id));
    return reply.headers(authenticationHeaders).send(page);
  });
  app.get(scriptPath, (_request, reply) => reply.type('text/javascript; charset=utf-8').send(pageScript));

  app.post<ById>('/test/payment_intents/:id/3ds', (request) => {
    const { result } = read(customerResult, request.body);
    return transactions.run('authenticated', (kept) =>
      authenticateIntent(kept, request.params.id, result, sandbox.world(nobody)),
    );
  });

  app.get('/test/payment_intents', (request) => {
    const list = listOf(
      'payment_intent',
      '/test/payment_intents',
      read(checkerPage, request.query),
      books.intents.page,
    );
    const all = { limit: 1000 };
    const withMoney = list.data.map((intent) => ({
      ...intent,
      charges: books.charges.page({ ...all, of: intent.id })?.data ?? [],
      refunds: books.refunds.page({ ...all, of: intent.id })?.data ?? [],
    }));
    return { ...list, data: withMoney };
  });

  app.post<{ Params: { eventId: string } }>('/test/webhooks/:eventId/redeliver', async (request, reply) => {
    const { eventId } = request.params;
    if (!isHeard) throw nobodyListens;
    const event = await transactions.run('delivery-wanted', (kept) => {
      if (kept.events.find(eventId) === undefined) throw noSuch('event', eventId, 'id');
      const now = clock().getTime();
      kept.deliveries.again(eventId, now, now + deliveryPeriodMs);
      return kept.events.find(eventId);
    });
    return reply.status(202).send(event);
  });
}

const nobody = { id: null, idempotency_key: null };

const nobodyListens = new ApiError(409, {
  type: 'invalid_request_error',
  message: 'The sandbox was started without WEBHOOK_URL: there is nobody to deliver to.',
});
