import type { Order } from '@causeway/data-model';

/** The entity tag of an order: its version, and what its customer has to do, which the version does not count. */
export const etagOf = ({ version, nextAction }: Order): string =>
  nextAction === null ? `"${version}"` : `"${version}.${Date.parse(nextAction.expiresAt)}"`;
