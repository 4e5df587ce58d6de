import { DeadLetter } from '@causeway/messaging/service-bus';
import type { Refusal } from '../core/refusal.js';

/** @throws DeadLetter when there is a refusal: the event can never have its effect */
export function deadLetterIf(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw new DeadLetter(refusal.refused, `${refusal.description}.`);
}
