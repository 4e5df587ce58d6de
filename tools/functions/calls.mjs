// The calls of the conformance check, in the protocol's shapes.
import { randomUUID } from 'node:crypto';

const trace = { traceParent: `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`, traceState: '', attributes: {} };
const nullable = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));

const triggerOf = ({ bindings }) => Object.entries(bindings).find(([, { type }]) => /trigger$/i.test(type));

const call = (fn, data, more = {}) => ({
  invocationId: randomUUID(),
  functionId: fn.functionId,
  inputData: [{ name: triggerOf(fn)[0], data }],
  triggerMetadata: {},
  traceContext: trace,
  ...more,
});

const httpCall = (fn, path) =>
  call(fn, {
    http: {
      method: 'GET',
      url: `https://an-app.example${path}?a=1&b=`,
      nullableHeaders: nullable({ host: 'an-app.example', 'x-empty': '', 'x-forwarded-for': '203.0.113.9:40000' }),
      nullableQuery: nullable({ a: '1', b: '' }),
      nullableParams: nullable({ path: path.slice(1) }),
    },
  });

const busCall = (fn) =>
  call(
    fn,
    { bytes: Buffer.from('{"specversion":"1.0"}') },
    {
      triggerMetadata: {
        MessageId: { string: 'order/1/1/shop.order.placed.v1' },
        LockToken: { string: randomUUID() },
        DeliveryCount: { json: '1' },
        SequenceNumber: { json: '7' },
        EnqueuedTimeUtc: { json: '"2026-11-29T10:00:00.000Z"' },
        ContentType: { string: 'application/cloudevents+json' },
        ApplicationProperties: { json: '{"type":"shop.order.placed.v1"}' },
      },
    },
  );

const timerCall = (fn) =>
  call(
    fn,
    { json: JSON.stringify({ Schedule: { AdjustForDST: true }, ScheduleStatus: null, IsPastDue: false }) },
    {
      retryContext: {
        retryCount: 1,
        maxRetryCount: 2,
        exception: { message: 'the last time', source: '', stackTrace: '' },
      },
    },
  );

/** A call that fits the function's trigger; undefined for a kind that there is none for. */
export function callOf(fn, path) {
  const type = triggerOf(fn)?.[1].type.toLowerCase();
  if (type === 'httptrigger') return httpCall(fn, path);
  if (type === 'servicebustrigger') return busCall(fn);
  if (type === 'timertrigger') return timerCall(fn);
  return undefined;
}

export const isHttp = (fn) => triggerOf(fn)?.[1].type.toLowerCase() === 'httptrigger';
