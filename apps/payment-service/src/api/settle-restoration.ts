import { log } from '@causeway/runtime/telemetry';
import type { RecoverLost } from '../core/recover-lost.js';

type Restoration = {
  find(): Promise<{ state: string; complete_until: string } | undefined>;
  mark(state: 'settled'): Promise<void>;
};

/** After a restore, once: finds what was lost. Until that has worked it is tried again, round after round. */
export function settleRestoration(restoration: Restoration, recovery: RecoverLost): () => Promise<void> {
  let isSettled = false;
  return async () => {
    if (isSettled) return;
    const found = await restoration.find();
    if (found?.state === 'restored') {
      const recovered = await recovery.recover(new Date(found.complete_until));
      await restoration.mark('settled');
      log.warn(recovered, 'what was lost before the restore was found again');
    }
    isSettled = true;
  };
}
