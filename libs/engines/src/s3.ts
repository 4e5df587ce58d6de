import type { Engine, EngineOptions } from './engine.js';
import { startNodeEngine } from './node-child.js';
import type { Credentials } from './presigned.js';

/** The key pair the local S3 knows; clients sign with it, and what is signed otherwise is refused. */
export const localCredentials: Readonly<Credentials> = { accessKeyId: 'local', secretAccessKey: 'local' };

export interface S3Options extends EngineOptions {
  /** Another key pair to know, such as the one of an emulator that this engine stands in for. */
  credentials?: Readonly<Credentials>;
}

/** Starts fauxqs' S3 behind a check of signatures and expiry, objects kept as files in the data folder. */
export const startS3 = ({ credentials = localCredentials, ...options }: S3Options = {}): Promise<Engine> =>
  startNodeEngine('fauxqs', 's3-entry', options, { credentials });
