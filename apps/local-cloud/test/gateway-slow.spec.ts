import { connect } from 'node:net';
import { closeAll, echo, openGateway, type Seen } from './gateway-under-test.js';

afterEach(closeAll);

const order = 'POST /v1/orders HTTP/1.1\r\nhost: x\r\n';

test.each([
  ['headers', 'GET /', 'x', 300],
  ['a body', `${order}content-length: 5000\r\n\r\n`, 'x', 600],
  ['a body in chunks', `${order}transfer-encoding: chunked\r\n\r\n`, '1\r\nx\r\n', 600],
])(
  'who sends %s byte by byte is cut off in time and reaches no service; others are served',
  async (_what, first, rest, limitMs) => {
    const reached: Seen[] = [];
    const { app, url } = await openGateway({ 'order-service': await echo('orders', (one) => reached.push(one)) });
    expect([app.server.headersTimeout, app.server.requestTimeout]).toEqual([10_000, 30_000]);
    app.server.headersTimeout = 300;
    app.server.requestTimeout = 600;

    const slow = Array.from({ length: 20 }, async () => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.write(first);
      let sent = 0;
      const timer = setInterval(() => socket.write(rest[sent++ % rest.length] ?? ''), 25);
      const chunks: Buffer[] = await socket.toArray();
      clearInterval(timer);
      return Buffer.concat(chunks).toString();
    });
    // A timer of the same process: on a busy machine it is as late as the server's own.
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
    }, limitMs + 1000);
    const served = Array.from({ length: 10 }, () => fetch(`${url}/v1/products`).then(({ status }) => status));
    expect(new Set(await Promise.all(served))).toEqual(new Set([200]));
    for (const text of await Promise.all(slow)) {
      expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
      expect(text).toMatch(/\r\nx-trace-id: [0-9a-f]{32}\r\n/);
      expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
    }
    expect(isLate).toBe(false);
    clearTimeout(timer);
    expect(reached).toEqual([]);
  },
);
