import type { Outcome } from './outcome.js';
import { type Invocation, RuntimeApi } from './runtime-api.js';

let api: RuntimeApi;

beforeEach(async () => {
  api = await RuntimeApi.open();
});

afterEach(() => api.close());

const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:orders:live';
const invocation: Invocation = { id: 'a', payload: '{"n":1}', deadlineMs: 1234, arn, traceId: 'Root=1-2-3' };
const url = (path: string) => `http://${api.address}/2018-06-01/runtime${path}`;
const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers = {}) =>
  fetch(url(path), { method: 'POST', body, headers });

/** The runtime asks, and is given the invocation. */
async function begin(): Promise<{ outcome: Promise<Outcome>; next: Response }> {
  const asked = fetch(url('/invocation/next'));
  await api.idle();
  return { outcome: api.run(invocation), next: await asked };
}

test('a runtime that asks is given the event, and by when and for whom it is to be done', async () => {
  const { next } = await begin();
  expect(await next.json()).toEqual({ n: 1 });
  expect(Object.fromEntries(next.headers)).toMatchObject({
    'lambda-runtime-aws-request-id': 'a',
    'lambda-runtime-deadline-ms': '1234',
    'lambda-runtime-invoked-function-arn': arn,
    'lambda-runtime-trace-id': 'Root=1-2-3',
  });
});

test('what the runtime responds is the outcome, and only once', async () => {
  const { outcome } = await begin();
  expect((await post('/invocation/a/response', '"done"')).status).toBe(202);
  expect(await outcome).toEqual({ ok: true, payload: '"done"' });
  const again = await post('/invocation/a/response', '"done"');
  expect([again.status, await again.json()]).toEqual([
    403,
    expect.objectContaining({ errorType: 'InvalidStateTransition' }),
  ]);
});

test('a response to an invocation that there never was is refused', async () => {
  await begin();
  const answer = await post('/invocation/b/response', '"done"');
  expect([answer.status, await answer.json()]).toEqual([
    400,
    { errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' },
  ]);
});

test('an error is the outcome with its kind, message and trace', async () => {
  const { outcome } = await begin();
  const error = { errorType: 'TypeError', errorMessage: 'no such thing', trace: ['TypeError', 'at orders'] };
  expect((await post('/invocation/a/error', JSON.stringify(error))).status).toBe(202);
  expect(await outcome).toEqual({ ok: false, error });
});

test('an error that nobody can read still has the kind that its header names', async () => {
  const { outcome } = await begin();
  await post('/invocation/a/error', 'oh', { 'lambda-runtime-function-error-type': 'Orders.Broken' });
  expect(await outcome).toEqual({ ok: false, error: { errorType: 'Orders.Broken', errorMessage: 'oh' } });
});

test('a response of more than 6 MB is refused, and the invocation has failed', async () => {
  const { outcome } = await begin();
  const answer = await post('/invocation/a/response', new Uint8Array(6 * 1024 * 1024 + 101));
  expect([answer.status, await answer.json()]).toEqual([
    413,
    expect.objectContaining({ errorType: 'RequestEntityTooLarge' }),
  ]);
  expect(await outcome).toMatchObject({ ok: false, error: { errorType: 'Function.ResponseSizeTooLarge' } });
});

test('a runtime that asks for more without having answered has failed', async () => {
  const { outcome } = await begin();
  const asked = fetch(url('/invocation/next'));
  expect(await outcome).toMatchObject({ ok: false, error: { errorType: 'Runtime.NoResponse' } });
  api.close();
  await expect(asked).rejects.toThrow();
});

test('a runtime can say that the function could not be initialised', async () => {
  await post('/init/error', JSON.stringify({ errorType: 'Runtime.ImportModuleError', errorMessage: 'no zod' }));
  expect(await api.initFailure).toEqual({
    ok: false,
    error: { errorType: 'Runtime.ImportModuleError', errorMessage: 'no zod' },
  });
});
