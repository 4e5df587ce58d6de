import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { escapeHtml, htmlPage } from '../html-page.js';
import type { KeptMail, MailStore } from './mail-store.js';

/** `GET /messages`, `/messages/{Message-ID}` as JSON, and the same to read for people at `/`. */
export function mailboxHttp(store: MailStore): FastifyInstance {
  const app = fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 500 } });
  app.get<{ Querystring: { limit?: string } }>('/messages', ({ query }) => ({
    items: store.list(Math.min(Number(query.limit ?? 100) || 100, 1_000_000)),
  }));
  app.get<{ Params: { id: string } }>('/messages/:id', ({ params }, reply) => {
    const mail = store.find(params.id);
    return mail ?? reply.status(404).send({ error: 'Not found.' });
  });
  app.get('/health/ready', () => ({ status: 'ready' }));
  app.get('/', (_request, reply) => {
    const rows = store.list(100).map(rowOf).join('');
    return asPage(reply).send(htmlPage('Mailbox', rows === '' ? '<p>No mail yet.</p>' : `<ul>${rows}</ul>`));
  });
  app.get<{ Params: { id: string } }>('/mails/:id', ({ params }, reply) => {
    const mail = store.find(params.id);
    return mail === undefined
      ? asPage(reply.status(404)).send(htmlPage('Not found', ''))
      : asPage(reply).send(htmlPage(mail.subject, bodyOf(mail)));
  });
  return app;
}

const asPage = (reply: FastifyReply) =>
  reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");

const rowOf = (mail: KeptMail) =>
  `<li><a href="/mails/${encodeURIComponent(mail.messageId)}">${escapeHtml(mail.subject)}</a> to ${escapeHtml(mail.to.join(', '))},
   <time>${mail.receivedAt}</time>${mail.deliveries > 1 ? `, delivered ${mail.deliveries} times` : ''}</li>`;

const bodyOf = (mail: KeptMail) =>
  `<p>From ${escapeHtml(mail.from)} to ${escapeHtml(mail.to.join(', '))}, <time>${mail.receivedAt}</time></p>
   <pre>${escapeHtml(mail.text)}</pre><p><a href="/">All mails</a></p>`;
