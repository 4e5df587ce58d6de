import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { DomainError, notFound, unavailable } from '@causeway/data-model';
import { problemOf } from '@causeway/runtime/problems';
import { log, traceIdOfCaller } from '@causeway/runtime/telemetry';
import { countIn } from '../count-in.js';
import { hostServer } from '../host-server.js';
import { experiment, type Laboratory } from '../laboratory/laboratory.js';
import type { MetricStore } from './metric-store.js';
import { spansOf } from './otlp.js';
import { metricsOf } from './otlp-metrics.js';
import { isForeignPage } from './own-pages.js';
import type { SystemReport } from './system-report.js';
import type { TraceStore } from './trace-store.js';

export interface ControlSources {
  traces: TraceStore;
  metrics: MetricStore;
  system(): SystemReport;
  /** The mailbox's HTTP address. */
  mailboxUrl: string;
  invariants(): Promise<unknown>;
  /** Absent: `/__local/laboratory` does not exist. */
  laboratory?: Laboratory | undefined;
}

const bodyLimit = 32 * 1024 * 1024;

/**
 * Receives telemetry (OTLP/HTTP in JSON at `/v1/traces` and `/v1/metrics`) and answers `/__local/...`; listens on the
 * loopback address only.
 */
export async function startControlServer(port: number, sources: ControlSources): Promise<Server> {
  const server = hostServer((request, response) => {
    answer(request, response, sources).catch((error: unknown) => refuse(request, response, error));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

async function answer(request: IncomingMessage, response: ServerResponse, sources: ControlSources): Promise<void> {
  const { pathname, searchParams } = targetOf(request);
  if (pathname.startsWith('/__local') && isForeignPage(request)) throw notFound(pathname);
  if (request.method === 'POST' && pathname === '/v1/traces') {
    return receive(request, response, (body) => sources.traces.add(spansOf(body)));
  }
  if (request.method === 'POST' && pathname === '/v1/metrics') {
    return receive(request, response, (body) => {
      for (const { service, metrics } of metricsOf(body)) sources.metrics.put(service, metrics);
    });
  }
  const experimentName = /^\/__local\/laboratory\/([a-z-]+)$/.exec(pathname)?.[1];
  if (sources.laboratory !== undefined && experimentName !== undefined) {
    const body = (await bodyOf(request)).toString('utf8');
    return send(response, 200, await experiment(sources.laboratory, experimentName, request.method ?? 'GET', body));
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    throw new DomainError('method-not-allowed', { detail: 'Only GET is known here.' });
  }
  if (pathname === '/__local/system') return send(response, 200, sources.system());
  if (pathname === '/__local/metrics') {
    response.writeHead(200, {
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'cache-control': 'no-store',
    });
    return void response.end(sources.metrics.page());
  }
  if (pathname === '/__local/invariants') return send(response, 200, await sources.invariants());
  if (pathname.startsWith('/__local/mailbox')) return passMail(pathname, response, sources.mailboxUrl);
  if (pathname === '/__local/traces') {
    const limit = countIn(searchParams, { fallback: 20, most: 100 });
    return send(response, 200, { items: sources.traces.recent(limit) });
  }
  const traceId = /^\/__local\/traces\/([0-9a-f]{32})$/.exec(pathname)?.[1];
  const spans = traceId === undefined ? [] : sources.traces.trace(traceId);
  if (spans.length > 0) return send(response, 200, { traceId, spans });
  throw notFound(pathname);
}

function targetOf({ url = '/' }: IncomingMessage): URL {
  const target = URL.parse(url, 'http://localhost');
  if (target === null) throw notFound('It');
  return target;
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  take: (body: unknown) => void,
): Promise<void> {
  if (!request.headers['content-type']?.startsWith('application/json')) {
    request.resume();
    throw new DomainError('unsupported-media-type', { detail: 'Send OTLP as JSON.' });
  }
  const bytes = await bodyOf(request);
  try {
    take(JSON.parse(bytes.toString('utf8')));
  } catch {
    throw new DomainError('malformed-json', { detail: 'The body is not an OTLP request of its kind.' });
  }
  return send(response, 200, { partialSuccess: {} });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > bodyLimit) throw new DomainError('too-large', { detail: 'At most 32 MiB.' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function passMail(pathname: string, response: ServerResponse, mailboxUrl: string): Promise<void> {
  const path = pathname.replace('/__local/mailbox', '/messages');
  const mails = await fetch(`${mailboxUrl}${path}`).catch((error: unknown) => {
    throw unavailable('The mailbox cannot be reached.', error);
  });
  if (!mails.ok) throw notFound(pathname);
  response.writeHead(mails.status, { 'content-type': 'application/json' }).end(await mails.text());
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent) return;
  const [path = '/'] = request.url?.split('?') ?? [];
  const { status, body, headers } = problemOf(error, { path, traceId: traceIdOfCaller(request.headers.traceparent) });
  if (status >= 500) log.error({ err: error, path }, 'the control server could not answer');
  response.writeHead(status, { ...headers, 'x-trace-id': body.traceId }).end(JSON.stringify(body));
}

function send(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
