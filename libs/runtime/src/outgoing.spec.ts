import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DomainError } from '@causeway/data-model';
import { call, isTransient, timeLeft, withDeadline } from './outgoing.js';
import { startTelemetry } from './telemetry.js';

const named = (name: string, more: object = {}) => Object.assign(new Error('it failed'), { name, ...more });

describe('a failure that passes', () => {
  it.each([
    named('MessagingError', { code: 'GeneralError', retryable: false }),
    named('ServiceBusError', { code: 'ServiceCommunicationProblem' }),
    named('TimeoutError'),
    named('Error', { code: 'ECONNREFUSED' }),
    new Error('wrapped', { cause: named('Error', { code: 'ECONNRESET' }) }),
    new DomainError('unavailable'),
  ])('is one of the store, the broker or the service: %p', (error) => {
    expect(isTransient(error)).toBe(true);
  });

  it.each([
    named('ServiceBusError', { code: 'MessageSizeExceeded' }),
    named('RestError', { statusCode: 404 }),
    named('ValidationException', { $metadata: { httpStatusCode: 400 } }),
    named('Error', { code: 'ERR_SQLITE_ERROR', errcode: 1555 }),
    new TypeError('a bug'),
    new DomainError('out-of-stock'),
    undefined,
  ])('is not one of the request itself: %p', (error) => {
    expect(isTransient(error)).toBe(false);
  });
});

describe('an outgoing call', () => {
  const answers: number[] = [];
  const seen: { traceparent: unknown; timeout: unknown }[] = [];
  const server = createServer((request, response) => {
    seen.push({ traceparent: request.headers.traceparent, timeout: request.headers['x-timeout-ms'] });
    const status = answers.shift();
    if (status === undefined) return; // no answer at all
    response.writeHead(status, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
  let url = '';

  beforeAll(async () => {
    startTelemetry({ service: 'lamp-service', cloud: 'aws' });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server has an address of this shape
    url = `http://127.0.0.1:${port}/`;
  });
  beforeEach(() => {
    answers.length = 0;
    seen.length = 0;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is tried again after a 5xx, as often as it may', async () => {
    answers.push(503, 500, 200);
    const answer = await call('ask', { method: 'GET', url, timeoutMs: 10_000, attempts: 3 });
    expect(answer).toMatchObject({ status: 200, body: { ok: true } });
    expect(seen).toHaveLength(3);
  });

  it('gives other answers back for the caller to judge', async () => {
    answers.push(409);
    expect(
      (await call('ask', { method: 'POST', point: 'changes nothing', url, body: {}, timeoutMs: 10_000, attempts: 3 }))
        .status,
    ).toBe(409);
    expect(seen).toHaveLength(1);
  });

  it('passes on what is left of the time, and is not made without any', async () => {
    answers.push(200);
    await withDeadline(5000, () => call('ask', { method: 'GET', url, timeoutMs: 10_000, attempts: 1 }));
    expect(Number(seen[0]?.timeout)).toBeLessThanOrEqual(5000);
    expect(seen[0]?.traceparent).toMatch(/^00-/);
    const late = withDeadline(-1, () => call('ask', { method: 'GET', url, timeoutMs: 10_000, attempts: 1 }));
    await expect(late).rejects.toMatchObject({ code: 'unavailable' });
    expect(seen).toHaveLength(1);
    expect(timeLeft()).toBe(Number.POSITIVE_INFINITY);
  });

  it('is unavailable when nobody answers in time', async () => {
    const asked = call('ask', { method: 'GET', url, timeoutMs: 500, attempts: 2 });
    await expect(asked).rejects.toMatchObject({ code: 'unavailable' });
    expect(seen).toHaveLength(2);
  });
});
