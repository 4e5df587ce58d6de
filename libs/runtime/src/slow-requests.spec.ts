import type { Server } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openLamps } from '../test/lamp-door.js';
import { open, serverOf } from '../test/raw-http.js';

const head = 'POST /lamps HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';
const body = '{"name":"a","stock":1}';

describe('a client that sends byte by byte', () => {
  let app: NestFastifyApplication;
  let server: Server;
  const headersMs = 300;
  const requestMs = 900;

  beforeAll(async () => {
    app = await openLamps();
    server = app.getHttpServer();
    expect([server.headersTimeout, server.requestTimeout]).toEqual([10_000, 15_000]);
    server.headersTimeout = headersMs;
    server.requestTimeout = requestMs;
  });
  afterAll(() => app.close());

  /**
   * Sends `first`, then `rest` one byte every 20 ms, and never all of it; what comes back, and whether it came too late, by a
   * timer of the same process: on a busy machine it is as late as the server's own.
   */
  async function trickle(first: string, rest: string, limitMs: number) {
    const { write, answers } = open(serverOf(app));
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
    }, limitMs + 1000);
    const began = performance.now();
    write(first);
    let sent = 0;
    const timer = setInterval(() => write(rest[sent++ % (rest.length - 1)] ?? ''), 20);
    const got = await answers;
    clearInterval(timer);
    clearTimeout(late);
    return { got, isLate, ms: performance.now() - began };
  }

  it.each([
    ['its headers', '', head, headersMs],
    ['its body', `${head}content-length: 5000\r\n\r\n`, 'x', requestMs],
    ['its body in chunks', `${head}transfer-encoding: chunked\r\n\r\n`, '1\r\nx\r\n', requestMs],
    ['the headers of a second request', `GET /lamps HTTP/1.1\r\nhost: x\r\n\r\n`, head, headersMs],
  ])('%s is cut off with 408 when its time is over, while others are served', async (_what, first, rest, limitMs) => {
    const slow = trickle(first, `${rest}y`, limitMs);
    const others = setInterval(() => served.push(serve()), 50);
    const served: Promise<number | undefined>[] = [];
    const { got, ms, isLate } = await slow;
    clearInterval(others);

    const refusal = got.at(-1);
    expect(got.slice(0, -1).map(({ status }) => status)).toEqual(first.startsWith('GET') ? [200] : []);
    expect(refusal?.headers.get('connection')).toBe('close');
    expect(JSON.parse(refusal?.body ?? '')).toMatchObject({
      status: 408,
      code: 'timeout',
      traceId: refusal?.headers.get('x-trace-id'),
    });
    expect(ms).toBeGreaterThan(limitMs - 50);
    expect(isLate).toBe(false);
    expect(served.length).toBeGreaterThan(2);
    expect(new Set(await Promise.all(served))).toEqual(new Set([201]));
  });

  async function serve(): Promise<number | undefined> {
    const { write, answers } = open(serverOf(app));
    write(`${head}content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`);
    return (await answers)[0]?.status;
  }

  it('its body after it was refused is cut off, too', async () => {
    const { write, answers } = open(serverOf(app));
    write('DELETE /lamps HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{');
    expect((await answers).map(({ status }) => status)).toEqual([405, 408]);
  });
});
