import { v7 } from 'uuid';
import type { Clock, Ids } from '../core/ports.js';

export const systemClock: Clock = () => new Date();

/** RFC 9562, version 7. */
export const uuids: Ids = () => v7();
