import { heldBy, type ServiceTokens } from '@causeway/auth';
import { order } from '@causeway/data-model';
import type { KnownOrders } from '../core/ports.js';

/** Orders as order-service holds them, asked over HTTP. */
export const httpOrders = (url: string, tokens: ServiceTokens): KnownOrders => ({
  byId: heldBy('order-service', { url, tokens, schema: order }),
});
