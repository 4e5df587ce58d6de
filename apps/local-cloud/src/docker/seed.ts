import { readEnvOrEnd } from '@causeway/runtime/env';
import { offerCatalogue } from '../catalogue/seed.js';
import { withMerchandisersToken } from './merchandisers-token.js';
import { seedEnv } from './seed-env.js';

/** Puts the catalogue on sale, once, through the public API: there are no demo users in Docker who could. */
const env = readEnvOrEnd(seedEnv);
try {
  const administrator = { email: env.ADMINISTRATOR_EMAIL, password: env.ADMINISTRATOR_PASSWORD };
  const created = await withMerchandisersToken(env.GATEWAY_URL, administrator, (token) =>
    offerCatalogue(env.GATEWAY_URL, token),
  );
  console.log(`The shop is open at ${env.PUBLIC_URL}, with ${created} new products.`);
  console.log(`The administrator is ${env.ADMINISTRATOR_EMAIL}; docs/deployment.md says how to see the password.`);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
