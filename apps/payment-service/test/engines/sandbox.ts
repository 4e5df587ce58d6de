import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const sandboxKey = 'sk_test_causeway';
export const webhookSecret = 'whsec_payments_test';

export type Sandbox = {
  url: string;
  /** The customer's part of 3-D Secure. */
  authenticate(intentId: string, result: 'pass' | 'fail'): Promise<void>;
  /** Every intent with its charges and refunds. */
  intents(): Promise<SandboxIntent[]>;
  stop(): Promise<void>;
};

export type SandboxIntent = {
  id: string;
  status: string;
  amount: number;
  metadata: { orderId?: string };
  charges: { status: string }[];
  refunds: { status: string; amount: number }[];
};

/** The payment sandbox as a process of its own, run from its source, telling its news to `webhookUrl`. */
export async function startSandbox(webhookUrl?: string): Promise<Sandbox> {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-sandbox-'));
  const root = join(import.meta.dirname, '../../../..');
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--experimental-transform-types',
      '--conditions=causeway:source',
      `--import=${join(root, 'libs/engines/from-source.mjs')}`,
      join(root, 'apps/payment-sandbox/src/server.ts'),
    ],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        PORT: '0',
        SANDBOX_DATA_FILE: join(folder, 'sandbox.db'),
        SANDBOX_API_KEY: sandboxKey,
        SANDBOX_SLOW_SETTLE_MS: '300',
        SANDBOX_HANG_MS: '5000',
        ...(webhookUrl === undefined ? {} : { WEBHOOK_URL: webhookUrl, PAYMENT_WEBHOOK_SECRET: webhookSecret }),
      },
    },
  );
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the sandbox ended with ${code}`)));
  ended.catch(() => undefined);
  const [{ port }] = await Promise.race([once(child, 'message'), ended]);
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    authenticate: async (intentId, result) => {
      const response = await fetch(`${url}/test/payment_intents/${intentId}/3ds`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ result }),
      });
      if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${await response.text()}`);
    },
    intents: async () => {
      const response = await fetch(`${url}/test/payment_intents?limit=100`);
      const list = (await response.json()) as { data: SandboxIntent[] }; // the sandbox's own shape
      return list.data;
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
