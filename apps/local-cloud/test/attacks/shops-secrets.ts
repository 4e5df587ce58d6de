import { type Secrets, secretsIn } from '../../src/secrets.js';
import type { Shop } from '../system/shop.js';

/** What only the shop and its provider know. */
export const secretsOf = ({ system: { dataDir } }: Shop): Secrets => secretsIn(dataDir);
