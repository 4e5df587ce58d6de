import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { startSandbox } from '../src/sandbox.js';
import { settings } from '../src/settings.js';

export const apiKey = 'sk_test_of_this_test';

/** The real client against a sandbox on `port`. It repeats nothing by itself. */
export const clientOf = (port: number, key = apiKey): Stripe =>
  new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0, telemetry: false });

/** A folder that is gone when the test is over. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'causeway-sandbox-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A sandbox in this process, on a port the system chose, with its file in `folder`. */
export async function started(folder: string, env: Record<string, string> = {}, clock?: () => Date) {
  const config = settings.parse({
    PORT: '0',
    SANDBOX_DATA_FILE: join(folder, 'sandbox.db'),
    SANDBOX_API_KEY: apiKey,
    SANDBOX_SLOW_SETTLE_MS: '30',
    SANDBOX_HANG_MS: '400',
    ...env,
  });
  const sandbox = await startSandbox(config, clock);
  return { ...sandbox, url: `http://127.0.0.1:${sandbox.port}`, stripe: clientOf(sandbox.port) };
}

export type Started = Awaited<ReturnType<typeof started>>;

/** What the client throws for `call`. */
export async function refusalOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await call.then(
    () => new Error('was not refused'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof Stripe.errors.StripeError) return error;
  throw error;
}
