import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { samplerOf } from './sampler.js';

type Name = Parameters<typeof samplerOf>[0]['OTEL_TRACES_SAMPLER'];

const traceId = 'f'.repeat(32);
const begunBy = (traceFlags: TraceFlags) =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: '1'.repeat(16), traceFlags, isRemote: true });

const keeps = (name: Name, share: number, from = ROOT_CONTEXT): boolean => {
  const sampler = samplerOf({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: share });
  const { decision } = sampler.shouldSample(from, traceId, 'GET /', SpanKind.SERVER, {}, []);
  return decision === SamplingDecision.RECORD_AND_SAMPLED;
};

test('all traces are kept, but those that their caller does not keep', () => {
  expect(keeps('parentbased_always_on', 1)).toBe(true);
  expect(keeps('parentbased_always_on', 1, begunBy(TraceFlags.SAMPLED))).toBe(true);
  expect(keeps('parentbased_always_on', 1, begunBy(TraceFlags.NONE))).toBe(false);
});

test('of the traces that begin here the share is kept that is asked for', () => {
  expect(keeps('parentbased_traceidratio', 1)).toBe(true);
  expect(keeps('parentbased_traceidratio', 0)).toBe(false);
  expect(keeps('parentbased_traceidratio', 0, begunBy(TraceFlags.SAMPLED))).toBe(true);
});

test('none is kept where that is asked for, whatever the caller says', () => {
  expect(keeps('always_off', 1)).toBe(false);
  expect(keeps('always_off', 1, begunBy(TraceFlags.SAMPLED))).toBe(false);
});
