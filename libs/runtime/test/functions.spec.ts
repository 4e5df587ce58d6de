import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';
import { openFunctions } from '../src/functions.js';
import { EchoModule } from './echo.js';

type Data = { json?: string; http?: object };
type Registered = { metadata: { name: string; bindings: Record<string, object> } };
type Http = { statusCode: string; headers: Record<string, string>; cookies: object[]; body?: { bytes?: Uint8Array } };
type Core = {
  registered: ReadonlyMap<string, Registered>;
  invoke(one: Registered | undefined, input: Data): Promise<{ http: Http }>;
};

// The test double of libs/testing, which has this shape; jest.preset.mjs gives it this name.
const core = createRequire(import.meta.url)('@azure/functions-core') as Core;

const turns: string[] = [];
const opened = openFunctions({
  service: 'echo',
  cloud: 'azure',
  module: async () => ({ module: EchoModule }),
  rounds: [{ name: 'look-around', everyMs: 5000, failed: 'no', work: async () => turns.push('taken') }],
});
afterAll(async () => (await opened()).close());

const invoke = async (method: string, target: string, headers: Record<string, string> = {}, body?: Uint8Array) => {
  const url = `https://echo.example${target}`;
  const { http } = await core.invoke(core.registered.get('http'), {
    http: { method, url, headers, body: { bytes: body } },
  });
  return { ...http, text: Buffer.from(http.body?.bytes ?? []).toString() };
};

it('registers one function for every method and path, at once', () => {
  const [binding] = Object.values(core.registered.get('http')?.metadata.bindings ?? {});
  expect(binding).toMatchObject({ type: 'httpTrigger', authLevel: 'anonymous', route: '{*path}' });
  expect(binding).toHaveProperty('methods', expect.arrayContaining(['GET', 'HEAD', 'DELETE', 'PATCH']));
});

it('hands a request over with its target, headers and bytes', async () => {
  const body = Buffer.from('{"name":"café"}');
  const { text, statusCode } = await invoke(
    'POST',
    '/echo/a%2Fb?q=1&q=%252',
    { 'content-type': 'application/json' },
    body,
  );
  expect(statusCode).toBe('200');
  expect(JSON.parse(text)).toMatchObject({
    method: 'POST',
    url: '/echo/a%2Fb?q=1&q=%252',
    query: { q: ['1', '%2'] },
    body: { name: 'café' },
  });
});

it('takes whom Functions’ front names last for its peer', async () => {
  const { text } = await invoke('GET', '/echo/x', { 'x-forwarded-for': '203.0.113.66, 203.0.113.7:51812' });
  expect(JSON.parse(text).ip).toBe('203.0.113.7');
});

it('answers with bytes, with several cookies, and without a body where there is none', async () => {
  const picture = await invoke('GET', '/picture');
  expect([...(picture.body?.bytes ?? [])]).toEqual([137, 80, 78, 71, 0, 255, 254]);
  const { cookies, headers } = await invoke('GET', '/cookies');
  expect(cookies).toMatchObject([
    { name: 'a', value: '1' },
    { name: 'b', value: '2' },
  ]);
  expect(headers).toMatchObject({ vary: 'accept, origin' });
  expect(await invoke('GET', '/nothing')).toMatchObject({ statusCode: '204', text: '' });
  expect(await invoke('GET', '/unchanged')).toMatchObject({ statusCode: '304', text: '' });
  expect(await invoke('HEAD', '/cookies')).toMatchObject({ statusCode: '200', text: '' });
});

it('registers a timer for each round', async () => {
  const timer = core.registered.get('look-around');
  expect(Object.values(timer?.metadata.bindings ?? {})[0]).toMatchObject({
    type: 'timerTrigger',
    schedule: '*/5 * * * * *',
  });
  await core.invoke(timer, { json: '{"IsPastDue":false}' });
  expect(turns).toEqual(['taken']);
});

it('opens the application again for the next invocation when it could not be opened', async () => {
  let openings = 0;
  const later = openFunctions({
    service: 'late',
    cloud: 'azure',
    module: async () => {
      openings += 1;
      if (openings < 3) throw new Error('the database is away');
      return { module: EchoModule };
    },
    prepare: [(app) => void (app.getHttpAdapter().getInstance() as FastifyInstance).decorate('late', true)],
    rounds: [],
  });
  await expect(later()).rejects.toThrow('the database is away');
  await expect(invoke('GET', '/echo/x')).rejects.toThrow('the database is away');
  expect(await invoke('GET', '/echo/x')).toMatchObject({ statusCode: '200' });
  expect(openings).toBe(3);
  await (await later()).close();
});
