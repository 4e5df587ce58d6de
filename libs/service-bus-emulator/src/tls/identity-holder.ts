import type { CertificateFiles } from './certificate-files.js';
import type { Identity } from './identity.js';

export interface IdentitySource {
  /** Given by the operator; absent: the emulator makes its own. */
  readonly given: Identity | undefined;
  /** Where its own is kept; absent: in memory only. */
  readonly files: CertificateFiles | undefined;
  /** What clients call this machine: a kept certificate for others is not used. */
  readonly hosts: readonly string[];
  /** What they may call it besides, today: a container's name changes, and its certificate should not. */
  readonly alsoCalled: readonly string[];
}

/** The emulator's certificate, made or read when it is first asked for. */
export class IdentityHolder {
  readonly #source: IdentitySource;
  #identity: Promise<Identity> | undefined;

  constructor(source: IdentitySource) {
    this.#source = source;
  }

  get(): Promise<Identity> {
    this.#identity ??= obtain(this.#source);
    return this.#identity;
  }

  /** Settles when no file is being written any more. */
  async settled(): Promise<void> {
    await this.#identity?.catch(() => undefined);
  }
}

async function obtain({ given, files, hosts, alsoCalled }: IdentitySource): Promise<Identity> {
  if (given !== undefined) return given;
  const { makeCertificate } = await import('./own-certificate.js');
  const all = [...hosts, ...alsoCalled];
  if (files === undefined) return makeCertificate(all, Date.now());
  const { keep, readKept } = await import('./certificate-files.js');
  const kept = await readKept(files, hosts, Date.now());
  if (kept !== undefined) return kept;
  const made = await makeCertificate(all, Date.now());
  await keep(files, made).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    process.emitWarning(`The TLS certificate cannot be kept: ${reason}; the next start makes another.`);
  });
  return made;
}
