import { randomBytes } from 'node:crypto';
import { currentTraceparent } from '@causeway/runtime/telemetry';
import { v7 as uuid } from 'uuid';
import type { Surroundings } from '../core/surroundings.js';

/** The machine's clock and randomness, and the trace of the work under way. */
export const processSurroundings: Surroundings = {
  now: () => new Date(),
  newId: () => uuid(),
  newRefreshToken: () => `rt_${randomBytes(32).toString('base64url')}`,
  newApiKey: () => {
    const prefix = `cwk_${randomBytes(4).toString('hex')}`;
    return { prefix, secret: `${prefix}_${randomBytes(32).toString('base64url')}` };
  },
  traceparent: currentTraceparent,
};
