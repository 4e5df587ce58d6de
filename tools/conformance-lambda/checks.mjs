import assert from 'node:assert/strict';
import { once } from 'node:events';
import { front } from '../../apps/local-cloud/dist/hosts/lambda/front.js';
import { functionOf } from '../../apps/local-cloud/dist/hosts/lambda/function-settings.js';
import { LambdaFunction } from '../../apps/local-cloud/dist/hosts/lambda/lambda-function.js';

/** What is tried with the check's own bundle. `runtime` is what runs it: flags and a script of Node. */
export function checksOfOwn(runtime, folder) {
  const open = (kind, others = {}) => {
    const settings = functionOf(kind, { service: 'conformance', folder, env: { PATH: process.env.PATH } });
    return new LambdaFunction({ ...settings, ...others }, { say: () => undefined, runtime });
  };
  const withHttp = (others, use) => async () => {
    const fn = open('http', others);
    try {
      await use({ ask: await asks(fn), invoke: (event) => fn.invoke(JSON.stringify(event)) });
    } finally {
      await fn.close(0);
    }
  };
  return [
    {
      name: 'an HTTP event is answered, with the context and the trace that the host gave',
      run: withHttp({}, async ({ ask }) => {
        const { status, body } = await ask('/v1/orders', { method: 'POST', body: 'hello ü' });
        assert.equal(status, 200);
        const { left, awsRequestId, trace, pid, ...rest } = body;
        assert.deepEqual(rest, {
          path: '/v1/orders',
          body: 'hello ü',
          functionName: 'causeway-conformance-http',
          memoryLimitInMB: '1024',
          invokedFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:causeway-conformance-http:live',
        });
        assert.ok(left > 1000 && left <= 15_000, `${left} ms are left`);
        assert.match(awsRequestId, /^[0-9a-f-]{36}$/);
        assert.match(trace, /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
        assert.equal((await ask('/again')).body.pid, pid, 'another environment answers');
      }),
    },
    {
      name: 'an error has its kind and its message, is 502, and the environment lives on',
      run: withHttp({}, async ({ ask, invoke }) => {
        const { pid } = (await ask('/a')).body;
        const { ok, error } = await invoke({ path: '/error' });
        assert.deepEqual([ok, error.errorType, error.errorMessage], [false, 'OutOfStock', 'no stock']);
        assert.equal((await ask('/error')).status, 502);
        assert.equal((await ask('/a')).body.pid, pid);
      }),
    },
    {
      name: 'a time-out ends the environment',
      run: withHttp({ timeoutMs: 2000 }, async ({ ask, invoke }) => {
        const { pid } = (await ask('/a')).body;
        assert.match((await invoke({ path: '/late' })).error.errorMessage, /Task timed out after 2\.00 seconds$/);
        assert.notEqual((await ask('/a')).body.pid, pid);
      }),
    },
    {
      name: 'a process that ends is replaced',
      run: withHttp({}, async ({ ask, invoke }) => {
        assert.equal((await invoke({ path: '/end' })).error.errorType, 'Runtime.ExitError');
        assert.equal((await ask('/a')).status, 200);
      }),
    },
    {
      name: 'a response of more than 6 MB is an error',
      run: withHttp({}, async ({ invoke }) => {
        assert.equal((await invoke({ path: '/large' })).error.errorType, 'Function.ResponseSizeTooLarge');
      }),
    },
    {
      name: 'a relay event gets a partial batch response',
      run: async () => {
        const fn = open('relay');
        const Records = ['10', '11'].map((SequenceNumber) => ({ dynamodb: { SequenceNumber } }));
        const outcome = await fn.invoke(JSON.stringify({ Records }));
        await fn.close(0);
        assert.deepEqual(JSON.parse(outcome.payload), { batchItemFailures: [{ itemIdentifier: '11' }] });
      },
    },
    {
      name: 'a function that is not exported cannot be initialised',
      run: async () => {
        const fn = open('rounds');
        const outcome = await fn.invoke('{}');
        await fn.close(0);
        assert.equal(outcome.error.errorType, 'Runtime.HandlerNotFound');
      },
    },
  ];
}

/** Opens a front before the function, for one request each: its status, and its body as JSON. */
export async function asks(fn) {
  return async (path, options = {}) => {
    const server = front({ fn, binaryMediaTypes: [], say: () => undefined });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const response = await fetch(`http://127.0.0.1:${server.address().port}${path}`, options);
      return { status: response.status, body: await response.json() };
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };
}
