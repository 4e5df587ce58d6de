import { createServer, type Server } from 'node:http';
import { escapeHtml, htmlPage } from '../html-page.js';
import type { KeptMail, MailStore } from './mail-store.js';

type Answer = { status: number; type: 'application/json' | 'text/html; charset=utf-8'; body: string };

/** `GET /messages`, `/messages/{Message-ID}` as JSON, and the same to read for people at `/`. */
export function mailboxHttp(store: MailStore): Server {
  return createServer((request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    const { status, type, body } = url === null || request.method !== 'GET' ? notFound : answerTo(url, store);
    const policy = { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" };
    response.writeHead(status, { 'content-type': type, ...policy }).end(body);
  });
}

function answerTo({ pathname, searchParams }: URL, store: MailStore): Answer {
  if (pathname === '/health/ready') return json({ status: 'ready' });
  if (pathname === '/messages') {
    const limit = Math.min(Number(searchParams.get('limit') ?? 100) || 100, 1_000_000);
    return json({ items: store.list(limit) });
  }
  if (pathname === '/') {
    const rows = store.list(100).map(rowOf).join('');
    return page('Mailbox', rows === '' ? '<p>No mail yet.</p>' : `<ul>${rows}</ul>`);
  }
  const [, kind, id] = pathname.split('/');
  const mail = id === undefined ? undefined : store.find(decoded(id));
  if (mail === undefined) return notFound;
  if (kind === 'messages') return json(mail);
  return kind === 'mails' ? page(mail.subject, bodyOf(mail)) : notFound;
}

const json = (value: unknown): Answer => ({ status: 200, type: 'application/json', body: JSON.stringify(value) });
const page = (title: string, body: string): Answer => ({
  status: 200,
  type: 'text/html; charset=utf-8',
  body: htmlPage(title, body),
});
const notFound: Answer = { ...json({ error: 'Not found.' }), status: 404 };

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const rowOf = (mail: KeptMail) =>
  `<li><a href="/mails/${encodeURIComponent(mail.messageId)}">${escapeHtml(mail.subject)}</a> to ${escapeHtml(mail.to.join(', '))},
   <time>${mail.receivedAt}</time>${mail.deliveries > 1 ? `, delivered ${mail.deliveries} times` : ''}</li>`;

const bodyOf = (mail: KeptMail) =>
  `<p>From ${escapeHtml(mail.from)} to ${escapeHtml(mail.to.join(', '))}, <time>${mail.receivedAt}</time></p>
   <pre>${escapeHtml(mail.text)}</pre><p><a href="/">All mails</a></p>`;
