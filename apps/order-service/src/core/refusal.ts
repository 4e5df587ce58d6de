/** Why an event can never have its effect. */
export type Refusal = { refused: 'unknown-order' | 'amount-mismatch' | 'illegal-state'; description: string };

export const unknownOrder = (id: string): Refusal => ({
  refused: 'unknown-order',
  description: `there is no order ${id}`,
});
