import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { ErrorReport } from './error-report.js';

const path = '/2018-06-01/runtime';

/** The Runtime API as a runtime uses it, over one connection. */
export class RuntimeClient {
  readonly #host: string;
  readonly #port: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  /** @param address host and port, as `AWS_LAMBDA_RUNTIME_API` has them */
  constructor(address: string) {
    const [host = '', port = ''] = address.split(':');
    this.#host = host;
    this.#port = port;
  }

  /** Waits for the next invocation, for as long as it takes. */
  async next(): Promise<{ event: string; headers: IncomingHttpHeaders }> {
    const { body, headers } = await this.#send('GET', '/invocation/next');
    return { event: body, headers };
  }

  /**
   * Says what the function returned, as JSON.
   *
   * @throws Error when the response is not taken, as one that is too large
   */
  async respond(id: string, json: string): Promise<void> {
    const { status, body } = await this.#send('POST', `/invocation/${id}/response`, json);
    if (status !== 202) throw new Error(`The response was refused with ${status}: ${body}`);
  }

  async fail(id: string, report: ErrorReport): Promise<void> {
    await this.#send('POST', `/invocation/${id}/error`, JSON.stringify(report), report.errorType);
  }

  async failInit(report: ErrorReport): Promise<void> {
    await this.#send('POST', '/init/error', JSON.stringify(report), report.errorType);
  }

  #send(method: string, target: string, body?: string, errorType?: string) {
    const { promise, resolve, reject } = Promise.withResolvers<{
      status: number | undefined;
      headers: IncomingHttpHeaders;
      body: string;
    }>();
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
      ...(errorType === undefined ? {} : { 'lambda-runtime-function-error-type': errorType }),
    };
    const options = { host: this.#host, port: this.#port, agent: this.#agent, path: `${path}${target}` };
    const sent = request({ ...options, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode, headers: response.headers, body: text });
      });
    });
    sent.once('error', reject);
    sent.end(body);
    return promise;
  }
}
