import type { FastifyRequest } from 'fastify';
import { clientAddress } from './client-address.js';

/** As much of a request as an address is read from. */
const from = (forwarded: string | undefined) =>
  clientAddress({ headers: { 'x-forwarded-for': forwarded }, ip: '127.0.0.1' } as unknown as FastifyRequest); // see above

describe('the address of a client', () => {
  it('is what the gateway wrote last, whatever the client wrote before', () => {
    expect(from('198.51.100.7')).toBe('198.51.100.7');
    expect(from('10.0.0.1, 198.51.100.7')).toBe('198.51.100.7');
  });

  it('is the peer’s where there is no gateway', () => {
    expect(from(undefined)).toBe('127.0.0.1');
    expect(from('')).toBe('127.0.0.1');
  });
});
