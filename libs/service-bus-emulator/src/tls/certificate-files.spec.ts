import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keep, readKept } from './certificate-files.js';
import { certificateFilesBeside } from './certificate-paths.js';
import { makeCertificate } from './own-certificate.js';

const DAY = 24 * 3_600_000;

describe('a kept certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbem-'));
  const files = certificateFilesBeside(join(folder, 'service-bus.db'));
  const now = Date.now();

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is used for the hosts it names, while it is valid, with its own private key', async () => {
    const hosts = ['localhost', '127.0.0.1', '::1', 'bus.example'];
    const made = await makeCertificate(hosts, now);
    expect(new X509Certificate(made.cert).subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:bus.example',
    );
    await keep(files, made);
    expect(await readKept(files, hosts, now)).toEqual(made);
    expect(await readKept(files, ['other.example'], now)).toBeUndefined();
    expect(await readKept(files, hosts, now + 3651 * DAY)).toEqual(made);
    expect(await readKept(files, hosts, now + 3654 * DAY)).toBeUndefined();
    writeFileSync(files.key, (await makeCertificate(hosts, now)).key);
    expect(await readKept(files, hosts, now)).toBeUndefined();
  });

  it('is none where there are no files', async () => {
    expect(await readKept(certificateFilesBeside(join(folder, 'absent', 'x.db')), [], now)).toBeUndefined();
  });
});
