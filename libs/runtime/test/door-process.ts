// A door: reads its settings, and tells its parent what they are and which clients of clouds it loaded for that.
import { registerHooks } from 'node:module';
import * as z from 'zod';

const clients: string[] = [];
registerHooks({
  resolve(specifier, context, next) {
    if (context.parentURL?.endsWith('.ts') && /^@(aws-sdk|azure)\//.test(specifier)) clients.push(specifier);
    return next(specifier, context);
  },
});

// Whoever could need a token holds these.
const { awsCredentials, azureCredential } = await import('../src/cloud-identity.ts');
awsCredentials();
azureCredential();
const { doorEnv, randomText, readSettings } = await import('../src/env.ts');
const settings = await readSettings(
  doorEnv.extend({ KEY: z.string().meta({ secret: randomText }), OTHER: z.string().optional().meta({ secret: true }) }),
);
process.send?.({ settings, clients });
