import { log } from '@causeway/runtime/telemetry';
import type { Texts } from '../core/ports.js';

/** Text messages written to the log, where no carrier is configured: whoever reads the log is on call. */
export const logTexts: Texts = {
  async send({ text }) {
    log.warn({ channel: 'sms' }, text);
  },
};
