import { dirname, join } from 'node:path';
import type { CertificateFiles } from './certificate-files.js';

/** Where the emulator keeps its own certificate and private key: beside the data file. */
export const certificateFilesBeside = (dataFile: string): CertificateFiles => ({
  cert: join(dirname(dataFile), 'service-bus-cert.pem'),
  key: join(dirname(dataFile), 'service-bus-key.pem'),
});
