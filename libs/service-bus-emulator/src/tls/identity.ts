/** A private key and its certificate, both PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

export interface IdentitySource {
  /** Given by the operator; absent: the emulator makes its own. */
  readonly given: Identity | undefined;
  /** Where its own is kept; absent: in memory only. */
  readonly folder: string | undefined;
  /** What clients may call this machine. */
  readonly hosts: readonly string[];
}

/** The emulator's certificate, made or read when it is first asked for, once. */
export function identityFrom(source: IdentitySource): () => Promise<Identity> {
  let identity: Promise<Identity> | undefined;
  return () => {
    identity ??= obtain(source);
    // The next client may find the disk in a better state.
    identity.catch(() => {
      identity = undefined;
    });
    return identity;
  };
}

async function obtain({ given, folder, hosts }: IdentitySource): Promise<Identity> {
  if (given !== undefined) return given;
  const { makeCertificate } = await import('./own-certificate.js');
  if (folder === undefined) return makeCertificate(hosts, Date.now());
  const { certificateFiles, keep, readKept } = await import('./certificate-files.js');
  const files = certificateFiles(folder);
  const kept = await readKept(files, hosts, Date.now());
  if (kept !== undefined) return kept;
  const made = await makeCertificate(hosts, Date.now());
  await keep(files, made);
  return made;
}
