import { randomBytes } from 'node:crypto';

/** A new trace of X-Ray, such as `1-6929bd1a-0123456789abcdef01234567`: version, seconds since 1970, and what makes it one of a kind. */
const newRoot = (): string =>
  `1-${Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(8, '0')}-${randomBytes(12).toString('hex')}`;

/** The root of a trace header of X-Ray, or a new one. */
export const rootOf = (header: string | undefined): string =>
  /(?:^|;)\s*Root=([\w-]+)/.exec(header ?? '')?.[1] ?? newRoot();

/** The trace header of an invocation. Nothing here collects segments for X-Ray, so that it is not sampled. */
export const traceIdFor = (root = newRoot()): string =>
  `Root=${root};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
