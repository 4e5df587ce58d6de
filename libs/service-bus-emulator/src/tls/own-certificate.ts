import { isIP } from 'node:net';
import type { Identity } from './identity.js';

const YEARS = 10;

/** A self-signed certificate for these host names and addresses; clients trust it by taking it for an authority. */
export async function makeCertificate(hosts: readonly string[], now: number): Promise<Identity> {
  const { generate } = await import('selfsigned');
  const until = new Date(now);
  until.setUTCFullYear(until.getUTCFullYear() + YEARS);
  const made = await generate([{ name: 'commonName', value: 'Service Bus emulator' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // A client's clock may be a little behind.
    notBeforeDate: new Date(now - 3_600_000),
    notAfterDate: until,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: hosts.map(alternativeName) },
    ],
  });
  return { key: made.private, cert: made.cert };
}

const alternativeName = (host: string) =>
  isIP(host) === 0 ? { type: 2 as const, value: host } : { type: 7 as const, ip: host };
