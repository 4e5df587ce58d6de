import { isTransient } from '@causeway/runtime/outgoing';
import { smtpEnv, smtpMail } from '../src/adapters/smtp-mail.js';
import type { Letter } from '../src/core/ports.js';
import { MailServer } from './mail-server.js';

const server = new MailServer();
let mail: ReturnType<typeof smtpMail>;

beforeAll(() => server.start());
afterAll(() => server.stop());
beforeEach(() => {
  mail = smtpMail(server.url, 'Causeway <shop@causeway.example>');
});
afterEach(() => {
  mail.close();
  server.mails.length = 0;
  server.refuse.clear();
});

const letter = (over: Partial<Letter> = {}): Letter => ({
  to: 'ann@shop.example',
  messageId: '<0123456789abcdef@causeway>',
  subject: 'Your order is paid',
  text: 'Dear Ann,\n',
  html: '<p>Dear Ann,</p>',
  ...over,
});

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('mail over SMTP', () => {
  it('arrives with its Message-ID, as text and as HTML', async () => {
    expect(await mail.send(letter())).toBe('sent');
    const [arrived] = server.mails;
    expect(arrived).toMatchObject({ to: ['ann@shop.example'], mail: { messageId: '<0123456789abcdef@causeway>' } });
    expect(arrived?.mail.text).toContain('Dear Ann,');
    expect(arrived?.mail.html).toContain('<p>Dear Ann,</p>');
  });

  it.each([
    ['a second recipient in a list', 'ann@shop.example, eve@evil.example'],
    ['a header behind a line break', 'ann@shop.example\r\nBcc: eve@evil.example'],
    ['a group', 'all: ann@shop.example, eve@evil.example;'],
    ['nothing', ''],
  ])('goes to nobody else when the address is %s', async (_what, to) => {
    const outcome = await mail.send(letter({ to }));
    const recipients = server.mails.flatMap((one) => one.to);
    expect(recipients).not.toContain('eve@evil.example');
    if (outcome === 'sent') expect(recipients).toHaveLength(1);
    for (const { raw } of server.mails) expect(raw).not.toMatch(/^bcc:/im);
  });

  it('gets no header from what a subject or a Message-ID holds', async () => {
    await mail.send(letter({ subject: 'Paid\r\nBcc: eve@evil.example', messageId: '<a@causeway>\r\nX-Evil: 1' }));
    const [arrived] = server.mails;
    expect(arrived?.to).toEqual(['ann@shop.example']);
    expect(arrived?.mail.headers.map(({ key }) => key)).not.toEqual(expect.arrayContaining(['bcc']));
    expect(arrived?.mail.headers.map(({ key }) => key)).not.toEqual(expect.arrayContaining(['x-evil']));
  });

  it.each([550, 553, 552])('is refused for good with %i', async (code) => {
    server.refuse.set('ann@shop.example', code);
    expect(await mail.send(letter())).toBe('refused');
  });

  it.each([421, 450, 451, 530])('may be tried again later after %i', async (code) => {
    server.refuse.set('ann@shop.example', code);
    const error = await failure(mail.send(letter()));
    expect(isTransient(error)).toBe(true);
    // What an operator reads names no address.
    expect(String(error)).not.toContain('ann@shop.example');
  });

  it('outlives a server that restarts, and waits no longer than a moment for one that is away', async () => {
    await mail.send(letter());
    await server.stop();
    const started = performance.now();
    expect(isTransient(await failure(mail.send(letter())))).toBe(true);
    expect(performance.now() - started).toBeLessThan(10_000);
    await server.start();
    expect(await mail.send(letter())).toBe('sent');
  });

  it('never sends a password in the clear', async () => {
    const withPassword = smtpMail(server.url.replace('//', '//user:secret@'), 'shop@causeway.example');
    expect(isTransient(await failure(withPassword.send(letter())))).toBe(true);
    expect(server.mails).toEqual([]);
    withPassword.close();
  });
});

it('is told where the server is by a URL of SMTP', () => {
  expect(smtpEnv.parse({}).SMTP_URL).toBe('smtp://127.0.0.1:8105');
  expect(smtpEnv.parse({ SMTP_URL: 'smtps://u:p@mail.example' }).SMTP_URL).toBe('smtps://u:p@mail.example');
  expect(() => smtpEnv.parse({ SMTP_URL: 'http://mail.example' })).toThrow('smtp://host:port');
});
