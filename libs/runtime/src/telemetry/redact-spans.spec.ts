import { SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { redactSpans } from './redact-spans.js';
import { censored } from './redaction.js';

const exporter = new InMemorySpanExporter();
const tracer = new TracerProvider({
  spanProcessors: [redactSpans, new SimpleSpanProcessor({ exporter })],
}).getTracer('test');

describe('a span that was told of a person', () => {
  it('leaves the process without their address, a token or what the list of secret fields names', () => {
    const span = tracer.startSpan('letter to ann@example.com');
    span.setAttributes({ 'url.full': 'http://x/y?q=ann%40example.com', 'http.request.method': 'GET', tries: 3 });
    span.setAttribute('mail.recipient', 'Ann, 1 Quay');
    span.setStatus({ code: SpanStatusCode.ERROR, message: '550 no such user <ann@example.com>' });
    span.end();

    const [ended] = exporter.getFinishedSpans();
    expect(ended).toMatchObject({
      name: `letter to ${censored}`,
      attributes: { 'url.full': `http://x/y?q=${censored}`, 'http.request.method': 'GET', tries: 3 },
      status: { code: SpanStatusCode.ERROR, message: `550 no such user <${censored}>` },
    });
    expect(ended?.attributes['mail.recipient']).toBe(censored);
  });
});
