import type { Disproof } from '@causeway/data-model';
import type { Arrival } from './ports.js';

/** Why an event can never have its effect. */
export type Refusal = { refused: Disproof['refused'] | 'illegal-state'; description: string };

export const unknownOrder = (id: string): Refusal => ({
  refused: 'unknown-order',
  description: `there is no order ${id}`,
});

export const contradiction = (description: string): Refusal => ({ refused: 'contradiction', description });

/** An event for `changeOrder`, and what it is when another one has had its effect under its id. */
export const heardOtherwise = (arrival: Arrival): { arrival: Arrival; contradicted: Refusal } => ({
  arrival,
  contradicted: contradiction(`another event ${arrival.id} had its effect before`),
});
