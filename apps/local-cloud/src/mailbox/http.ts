import type { Server } from 'node:http';
import { countIn } from '../count-in.js';
import { hostServer } from '../host-server.js';
import { escapeHtml, htmlHeaders, htmlPage } from '../html-page.js';
import type { KeptMail, MailStore } from './mail-store.js';

type Answer = { status: number; headers: Readonly<Record<string, string>>; body: string };

/** `GET /messages`, `/messages/{Message-ID}` as JSON, and the same to read for people at `/`. */
export function mailboxHttp(store: MailStore): Server {
  return hostServer((request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    const { status, headers, body } = url === null || request.method !== 'GET' ? notFound : answerTo(url, store);
    response.writeHead(status, headers).end(body);
  });
}

function answerTo({ pathname, searchParams }: URL, store: MailStore): Answer {
  if (pathname === '/health/ready') return json({ status: 'ready' });
  if (pathname === '/messages') {
    return json({ items: store.list(countIn(searchParams, { fallback: 100, most: 1_000_000 })) });
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

const json = (value: unknown): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
const page = (title: string, body: string): Answer => ({
  status: 200,
  headers: htmlHeaders,
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
