import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pageFaults } from '@causeway/testing/page-faults';
import type { SMTPServer } from 'smtp-server';
import { mailboxHttp } from '../src/mailbox/http.js';
import { MailStore } from '../src/mailbox/mail-store.js';
import { smtpInto } from '../src/mailbox/smtp.js';

const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'));
const store = new MailStore(join(folder, 'mails.db'));
let smtp: SMTPServer;
let http: Server;
let port: number;
let url: string;

beforeAll(async () => {
  smtp = smtpInto(store);
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', () => resolve()));
  const address = smtp.server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  http = mailboxHttp(store);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const bound = http.address();
  url = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
});

afterAll(async () => {
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
  http.closeAllConnections();
  http.close();
  store.close();
  rmSync(folder, { recursive: true });
});

/** Says each line once the answer to the one before has come; returns the answers' codes. */
async function talk(lines: string[]): Promise<string[]> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  const codes: string[] = [];
  for await (const text of socket) {
    const last = String(text).trimEnd().split('\r\n').at(-1) ?? '';
    if (last[3] === '-') continue;
    codes.push(last.slice(0, 3));
    const next = lines.shift();
    if (next === undefined) break;
    socket.write(`${next}\r\n`);
  }
  return codes;
}

const deliver = (headers: string[], body: string) =>
  talk([
    'EHLO shop',
    'MAIL FROM:<shop@causeway.example>',
    'RCPT TO:<ann@example.com>',
    'DATA',
    [...headers, '', body, '.'].join('\r\n'),
    'QUIT',
  ]);

async function listed(): Promise<unknown> {
  const list: unknown = await (await fetch(`${url}/messages`)).json();
  return typeof list === 'object' && list !== null && 'items' in list ? list.items : undefined;
}

const paid = [
  'From: Causeway <shop@causeway.example>',
  'To: ann@example.com',
  'Message-ID: <order-1.paid@causeway>',
  'Subject: =?utf-8?Q?Your_order_=E2=9C=93?=',
  'X-Order-Id: 1',
  'Content-Type: text/plain; charset=utf-8',
];

test('a mail is kept and can be read by its Message-ID', async () => {
  expect(await deliver(paid, 'Paid <b>')).toEqual(['220', '250', '250', '250', '354', '250', '221']);
  expect(await listed()).toEqual([
    expect.objectContaining({
      messageId: '<order-1.paid@causeway>',
      from: 'shop@causeway.example',
      to: ['ann@example.com'],
      subject: 'Your order ✓',
      text: expect.stringContaining('Paid'),
      headers: expect.objectContaining({ 'x-order-id': '1' }),
      deliveries: 1,
    }),
  ]);
  const one = await fetch(`${url}/messages/${encodeURIComponent('<order-1.paid@causeway>')}`);
  expect(await one.json()).toMatchObject({ subject: 'Your order ✓' });
  expect((await fetch(`${url}/messages/unknown`)).status).toBe(404);
});

test('a repeated Message-ID is one mail with a count, so that a duplicate shows', async () => {
  await deliver(paid, 'Paid again');
  expect(await listed()).toEqual([expect.objectContaining({ deliveries: 2 })]);
});

test('mails are durable', () => {
  const reopened = new MailStore(join(folder, 'mails.db'));
  expect(reopened.list(10)).toHaveLength(1);
  reopened.close();
});

test('people read mails as pages in which nothing of the mail is markup, under a policy that lets nothing else in', async () => {
  const one = `${url}/mails/${encodeURIComponent('<order-1.paid@causeway>')}`;
  for (const [address, text] of [
    [url, 'Your order ✓'],
    [one, 'Paid &lt;b&gt;'],
  ] as const) {
    const response = await fetch(address);
    const page = await response.text();
    expect(page).toContain(text);
    expect(pageFaults(page, response.headers.get('content-security-policy') ?? '')).toEqual([]);
    expect(response.headers.get('x-frame-options')).toBe('DENY');
  }
});

test.each(['limit=1.5', 'limit=-1', 'limit=1e9', 'limit=', 'limit=x'])('%s is no reason to end', async (query) => {
  const response = await fetch(`${url}/messages?${query}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
});

test.each(['//', '/messages/%ff', '/mails/%00', '/mails/__proto__'])('there is no mail at %s', async (path) => {
  expect((await fetch(url + path)).status).toBe(404);
});

test('requests have to come in time', () => {
  expect([http.headersTimeout, http.requestTimeout]).toEqual([10_000, 15_000]);
});
