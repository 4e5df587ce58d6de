import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { failed, mostBytes, type Outcome } from './outcome.js';
import { readBody, TooLarge } from './read-body.js';

/** What a runtime is given to do. */
export interface Invocation {
  id: string;
  /** The event, as JSON. */
  payload: string;
  /** Milliseconds since 1970. */
  deadlineMs: number;
  arn: string;
  traceId: string;
}

const api = '/2018-06-01/runtime';
const ofInvocation = new RegExp(`^${api}/invocation/([^/]+)/(response|error)$`);
/** Lambda lets a response be a little larger than it says, and names that size. */
const mostResponseBytes = mostBytes + 100;
const reportedError = z.object({
  errorType: z.string().optional(),
  errorMessage: z.string(),
  trace: z.array(z.string()).optional(),
});

/**
 * The Runtime API of one execution environment (Lambda developer guide, "Using the Lambda runtime API for custom runtimes"):
 * its runtime asks it for invocations, one at a time, and tells it what became of them.
 */
export class RuntimeApi {
  readonly #server: Server;
  /** The runtime's question for its next invocation, while there is none. */
  #asking: ServerResponse | undefined;
  #asked = Promise.withResolvers<void>();
  #running: { id: string; settle: (outcome: Outcome) => void } | undefined;
  #lastId: string | undefined;
  readonly #initFailure = Promise.withResolvers<Outcome>();
  /** Settles when the runtime says that the function could not be initialised. */
  readonly initFailure = this.#initFailure.promise;

  private constructor() {
    // A runtime keeps one connection, and is silent on it for as long as a function runs or is frozen.
    this.#server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  static async open(): Promise<RuntimeApi> {
    const opened = new RuntimeApi();
    opened.#server.listen(0, '127.0.0.1');
    await once(opened.#server, 'listening');
    return opened;
  }

  /** What `AWS_LAMBDA_RUNTIME_API` says: host and port. */
  get address(): string {
    const address = this.#server.address();
    return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  }

  /** Settles once the runtime has nothing to do and asks for more. */
  idle(): Promise<void> {
    return this.#asked.promise;
  }

  /** Gives the runtime, which has to be idle, something to do. */
  run({ id, payload, deadlineMs, arn, traceId }: Invocation): Promise<Outcome> {
    const asking = this.#asking;
    if (asking === undefined) throw new Error('The runtime is busy.');
    this.#asking = undefined;
    this.#asked = Promise.withResolvers();
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#running = { id, settle: resolve };
    asking.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': String(deadlineMs),
      'lambda-runtime-invoked-function-arn': arn,
      'lambda-runtime-trace-id': traceId,
    });
    asking.end(payload);
    return promise;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    if (method === 'GET' && url === `${api}/invocation/next`) return this.#next(response);
    if (method !== 'POST') return refuse(response, 404, 'InvalidRequest', `There is no ${method} ${url}.`);
    if (url === `${api}/init/error`) return this.#failInit(request, response);
    const [, id, end] = ofInvocation.exec(url) ?? [];
    if (id === undefined) return refuse(response, 404, 'InvalidRequest', `There is no POST ${url}.`);
    if (end === 'response') return this.#takeResponse(id, request, response);
    return this.#takeError(id, request, response);
  }

  #next(response: ServerResponse): void {
    this.#running?.settle(failed('Runtime.NoResponse', 'The runtime asked for more and had not answered.'));
    this.#running = undefined;
    this.#asking = response;
    this.#asked.resolve();
  }

  async #failInit(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const outcome = errorIn(await readBody(request, mostBytes), request);
    accept(response);
    this.#initFailure.resolve(outcome);
  }

  async #takeResponse(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const payload = (await readBody(request, mostResponseBytes)).toString('utf8');
      this.#settle(id, { ok: true, payload }, response);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      const exceeded = `exceeded maximum allowed payload size (${mostResponseBytes} bytes).`;
      const outcome = failed('Function.ResponseSizeTooLarge', `Response payload size ${exceeded}`);
      if (this.#running?.id !== id) return this.#settle(id, outcome, response);
      this.#end(outcome);
      refuse(response, 413, 'RequestEntityTooLarge', `The response ${exceeded}`);
    }
  }

  async #takeError(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#settle(id, errorIn(await readBody(request, mostBytes), request), response);
  }

  #settle(id: string, outcome: Outcome, response: ServerResponse): void {
    if (this.#running?.id === id) {
      this.#end(outcome);
      accept(response);
    } else if (id === this.#lastId) {
      refuse(response, 403, 'InvalidStateTransition', 'This invocation has been answered.');
    } else {
      refuse(response, 400, 'InvalidRequestID', 'Invalid request ID');
    }
  }

  #end(outcome: Outcome): void {
    this.#running?.settle(outcome);
    this.#lastId = this.#running?.id;
    this.#running = undefined;
  }
}

/** What a runtime says about an error; where that is not readable, its header still names the kind. */
function errorIn(body: Buffer, { headers }: IncomingMessage): Outcome {
  const kind = headers['lambda-runtime-function-error-type'];
  const named = typeof kind === 'string' ? kind : 'Runtime.Unknown';
  try {
    const { errorType = named, errorMessage, trace } = reportedError.parse(JSON.parse(body.toString('utf8')));
    return { ok: false, error: { errorType, errorMessage, ...(trace === undefined ? {} : { trace }) } };
  } catch {
    return failed(named, body.toString('utf8').slice(0, 1000));
  }
}

const accept = (response: ServerResponse): void => send(response, 202, { status: 'OK' });

const refuse = (response: ServerResponse, status: number, errorType: string, errorMessage: string): void =>
  send(response, status, { errorMessage, errorType });

function send(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
