import type { FastifyInstance } from 'fastify';
import { noSuch } from '../core/api-error.js';
import { listOf } from './lists.js';
import { eventPage, read, retrieval } from './params.js';
import type { Sandbox } from './sandbox.js';

/** https://docs.stripe.com/api/events */
export function eventRoutes(api: FastifyInstance, { books }: Sandbox): void {
  api.get('/events', (request) => listOf('event', '/v1/events', read(eventPage, request.query), books.events.page));

  api.get<{ Params: { id: string } }>('/events/:id', (request) => {
    read(retrieval, request.query);
    const event = books.events.find(request.params.id);
    if (event === undefined) throw noSuch('event', request.params.id, 'id');
    return event;
  });
}
