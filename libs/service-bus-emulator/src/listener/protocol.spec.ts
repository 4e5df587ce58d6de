import { protocolOf } from './protocol.js';

describe('what a client speaks', () => {
  it.each([
    ['AMQP\0\u0001\0\0', 'amqp'],
    ['AMQP\u0003\u0001\0\0', 'amqp'],
    ['\u0016\u0003\u0001', 'tls'],
    ['GET / HTTP/1.1', 'http'],
    ['PUT /q HTTP/1.1', 'http'],
    ['DELETE /q HTTP/1.1', 'http'],
    ['OPTIONS * HTTP/1.1', 'http'],
    ['A', undefined],
    ['AMQ', undefined],
    ['DEL', undefined],
    ['P', undefined],
    ['EHLO', 'unknown'],
    ['AMQX', 'unknown'],
    ['\0', 'unknown'],
    ['get /', 'unknown'],
  ])('%j begins %s', (text, protocol) => {
    expect(protocolOf(Buffer.from(text, 'latin1'))).toBe(protocol);
  });
});
