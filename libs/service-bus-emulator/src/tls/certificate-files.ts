import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import type { Identity } from './identity.js';

/** Only the owner may read the private key. */
const OWNER_ONLY = 0o600;

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** The kept certificate; undefined: there is none that can still be used for these hosts. */
export async function readKept(
  files: CertificateFiles,
  hosts: readonly string[],
  now: number,
): Promise<Identity | undefined> {
  try {
    const [cert, key] = await Promise.all([readFile(files.cert, 'utf8'), readFile(files.key, 'utf8')]);
    const parsed = new X509Certificate(cert);
    const isValid = Date.parse(parsed.validFrom) <= now && now < Date.parse(parsed.validTo);
    const isOurs = parsed.checkPrivateKey(createPrivateKey(key));
    const covers = hosts.every((host) => (isIP(host) === 0 ? parsed.checkHost(host) : parsed.checkIP(host)));
    return isValid && isOurs && covers ? { cert, key } : undefined;
  } catch {
    // Missing or damaged: a new one is made.
    return undefined;
  }
}

/** Each file is whole or not there at all. */
export async function keep(files: CertificateFiles, { key, cert }: Identity): Promise<void> {
  for (const [path, text, mode] of [
    [files.key, key, OWNER_ONLY],
    [files.cert, cert, 0o644],
  ] as const) {
    await writeFile(`${path}.new`, text, { mode });
    await rename(`${path}.new`, path);
  }
}
