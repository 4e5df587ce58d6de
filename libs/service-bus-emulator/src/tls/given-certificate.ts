import { createPrivateKey, X509Certificate } from 'node:crypto';
import { EmulatorError } from '../start-error.js';
import type { Identity } from './identity.js';

/** The operator's certificate. Throws `EmulatorError` when clients could not connect with it. */
export function checkedIdentity(given: Identity, now: number): Identity {
  const cannot = (reason: string): EmulatorError => new EmulatorError(`The TLS certificate cannot be used: ${reason}.`);
  let certificate: X509Certificate;
  let matches: boolean;
  try {
    certificate = new X509Certificate(given.cert);
    matches = certificate.checkPrivateKey(createPrivateKey(given.key));
  } catch (error) {
    throw cannot(`key and certificate must be PEM (${error instanceof Error ? error.message : String(error)})`);
  }
  if (!matches) throw cannot('it does not belong to the private key');
  if (Date.parse(certificate.validTo) <= now) throw cannot(`it expired on ${certificate.validTo}`);
  return given;
}
