import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { eventually } from '@causeway/testing';
import { appFolder, cleanUp, copyOf, spawnHost, startHost } from './running-host.js';

const run = promisify(execFile);
const rolldown = fileURLToPath(new URL('../../../../node_modules/rolldown/bin/cli.mjs', import.meta.url));

afterAll(cleanUp);

const greeting = `app.http('greet', { authLevel: 'anonymous', handler: () => ({ body: 'hello' }) });`;
const asModule = `import { app } from '@azure/functions';\n${greeting}`;

const textAt = async (url: string) => (await fetch(url)).text();

test('an ES module is loaded, and its functions answer', async () => {
  const host = await startHost({ index: asModule });
  expect(await textAt(`${host.url}/greet`)).toBe('hello');
  await host.line('Found these functions: greet.');
});

test('a CommonJS app is loaded', async () => {
  const host = await startHost({
    index: `const { app } = require('@azure/functions');\n${greeting}`,
    packageJson: { main: 'index.js', type: 'commonjs' },
  });
  expect(await textAt(`${host.url}/greet`)).toBe('hello');
});

test('a bundle with the library in it finds the core module, which it asks for by createRequire', async () => {
  const folder = appFolder({ index: asModule });
  const packing = ['index.mjs', '--file', 'bundled.mjs', '--format', 'esm', '--platform', 'node'];
  await run(process.execPath, [rolldown, ...packing, '--external', '@azure/functions-core'], { cwd: folder });
  expect(readFileSync(join(folder, 'bundled.mjs'), 'utf8')).toContain('createRequire');
  const packed = appFolder({
    index: readFileSync(join(folder, 'bundled.mjs'), 'utf8'),
    packageJson: { main: 'index.mjs' },
  });
  const host = await startHost(packed);
  expect(await textAt(`${host.url}/greet`)).toBe('hello');
});

test('the core module has what the protocol says, for those who import it, who are warned', async () => {
  const index = `
    import core, { registerFunction, registerHook, version, Disposable } from '@azure/functions-core';
    import { app } from '@azure/functions';
    const told = { version, host: core.hostVersion, same: core.registerFunction === registerFunction };
    const taken = app.http('taken', { authLevel: 'anonymous', handler: () => ({}) });
    try { app.http('taken', { handler: () => ({}) }); } catch (error) { told.twice = error.message; }
    try { registerHook('unknown', () => {}); } catch (error) { told.hook = [error.name, error.isAzureFunctionsSystemError]; }
    let disposed = 0;
    const both = Disposable.from(new Disposable(() => { disposed += 1; }), new Disposable(() => { disposed += 1; }));
    both.dispose(); both.dispose();
    app.http('told', { authLevel: 'anonymous', handler: () => {
      let late = '';
      try { app.http('late', { handler: () => ({}) }); } catch (error) { late = error.message; }
      return { jsonBody: { ...told, disposed, late, model: core.getProgrammingModel().name } };
    } });
  `;
  const host = await startHost({ index });
  expect(await (await fetch(`${host.url}/told`)).json()).toEqual({
    version: expect.stringMatching(/^3\./),
    host: expect.stringMatching(/^4\./),
    same: true,
    twice: 'A function with id "taken" has already been registered.',
    hook: ['RangeError', true],
    disposed: 2,
    late: 'A function can only be registered during app startup.',
    model: '@azure/functions',
  });
  await host.line('it would not start on Azure');
});

test('hooks run around the life of the app and around every call, and can change what goes in and comes out', async () => {
  const index = `
    import { app } from '@azure/functions';
    const order = [];
    app.hook.appStart((context) => { order.push('start'); context.hookData.shared = 'kept'; });
    app.hook.preInvocation((context) => { order.push('pre'); context.hookData.mine = 'mine';
      context.inputs = [{ name: 'changed' }]; });
    app.hook.postInvocation((context) => { order.push('post ' + context.hookData.mine); context.result = { jsonBody: [...order, context.result.body] }; });
    app.hook.appTerminate(async (context) => { await new Promise((done) => setImmediate(done)); console.log('terminated', context.hookData.shared); });
    app.hook.log((context) => { if (context.category === 'user') context.message = context.message.toUpperCase(); });
    app.http('greet', { authLevel: 'anonymous', handler: (request, context) => { context.warn('loud'); return { body: request.name }; } });
  `;
  const host = await startHost({ index });
  const answer = await (await fetch(`${host.url}/greet`)).json();
  expect(answer).toEqual(['start', 'pre', 'post mine', 'changed']);
  expect(JSON.parse(await host.line('LOUD'))).toMatchObject({ level: 'warn', service: 'an-app', msg: 'LOUD' });
  expect(await host.stop()).toBe(0);
  await host.line('terminated kept');
});

test('the app has the environment of an app on Azure beside its own settings, and its folder to work in', async () => {
  const index = `import { app } from '@azure/functions';
    app.http('env', { authLevel: 'anonymous', handler: () => ({ jsonBody: { env: process.env, cwd: process.cwd() } }) });`;
  const folder = appFolder({ index });
  const host = await startHost(folder, { MY_SETTING: 'yes' });
  expect(await (await fetch(`${host.url}/env`)).json()).toMatchObject({
    cwd: folder,
    env: {
      MY_SETTING: 'yes',
      FUNCTIONS_WORKER_RUNTIME: 'node',
      WEBSITE_SITE_NAME: 'an-app',
      AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
      AzureWebJobsScriptRoot: folder,
    },
  });
});

const crashing = `
  import { app } from '@azure/functions';
  app.http('pid', { authLevel: 'anonymous', handler: () => ({ body: String(process.pid) }) });
  app.http('die', { authLevel: 'anonymous', handler: () => process.kill(process.pid, 'SIGKILL') && new Promise(() => {}) });
  app.http('hang', { authLevel: 'anonymous', handler: () => { for (;;); } });
`;

test('an app that dies takes its calls along and nothing else: another process takes over', async () => {
  const host = await startHost({ index: crashing });
  const before = await textAt(`${host.url}/pid`);
  expect((await fetch(`${host.url}/die`)).status).toBe(500);
  const after = await textAt(`${host.url}/pid`);
  expect(after).toMatch(/^\d+$/);
  expect(after).not.toBe(before);
  await host.line('The worker process ended by SIGKILL; another is started in 0 ms.');
});

test('a call that takes longer than functionTimeout fails, and its process is replaced', async () => {
  const host = await startHost({ index: crashing, host: { functionTimeout: '00:00:01' } });
  const before = await textAt(`${host.url}/pid`);
  expect((await fetch(`${host.url}/hang`)).status).toBe(500);
  expect(await host.line("Executed 'Functions.hang' (Failed")).toContain('Timeout value of 1 s was exceeded');
  expect(await textAt(`${host.url}/pid`)).not.toBe(before);
});

test('a host that is killed leaves no process behind', async () => {
  const host = await startHost({ index: crashing });
  const pid = Number(await textAt(`${host.url}/pid`));
  expect(existsSync(`/proc/${pid}`) || process.platform !== 'linux').toBe(true);
  await host.stop('SIGKILL');
  await eventually(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
});

test('what others tell the host is meant for the app, and its answer reaches them', async () => {
  const index = `import { app } from '@azure/functions';\n${greeting}
    process.on('message', (message) => { if (message.type === 'order') process.send({ type: 'obeyed', order: message.order }); });`;
  const host = await startHost({ index });
  host.send({ type: 'order', order: 'die later' });
  expect(await host.message<{ type: 'obeyed'; order: string }>('obeyed')).toEqual({
    type: 'obeyed',
    order: 'die later',
  });
});

test.each([
  [
    'an entry point that is not there',
    { index: asModule, packageJson: { main: 'index.mjs' } },
    true,
    'File does not exist',
  ],
  [
    'an app that throws',
    { index: `throw new Error('no database');` },
    false,
    'unable to load entry point "index.mjs": no database',
  ],
  [
    'an app that wants HTTP streams',
    { index: `import { app } from '@azure/functions'; app.setup({ enableHttpStream: true }); ${greeting}` },
    false,
    'HTTP streaming is not served here',
  ],
  ['an app without functions', { index: 'export {};' }, false, 'No job functions found'],
  [
    'a trigger that is not served',
    {
      index: `import { app } from '@azure/functions'; app.storageQueue('q', { queueName: 'q', connection: 'X', handler: () => {} });`,
    },
    false,
    'The function q has a trigger that this host does not serve (queueTrigger)',
  ],
  ['a wrong host.json', { index: asModule, host: { version: '1.0' } }, false, 'host.json is wrong: version'],
])('%s is refused in one line, with code 1', async (_, app, away, sentence) => {
  const folder = appFolder(app);
  const copy = away ? copyOf(folder) : folder;
  if (away) rmSync(join(copy, 'index.mjs'));
  const host = spawnHost(copy);
  expect(await host.exited).toBe(1);
  expect(host.lines.join('\n')).toContain(sentence);
});
