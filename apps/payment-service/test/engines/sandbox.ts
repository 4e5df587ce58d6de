import { type ChildProcess, spawn } from 'node:child_process';
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
  /** Has it killed where it passes that failpoint next, and started again on what it left; resolves when it is armed. */
  dieAt(failpoint: string): Promise<void>;
  /** How often it died. */
  deaths(): number;
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
  let child = run(folder, webhookUrl);
  const port = await listening(child);
  const url = `http://127.0.0.1:${port}`;
  let deaths = 0;
  const startAgain = async (): Promise<void> => {
    child = run(folder, webhookUrl, port);
    await listening(child);
  };

  return {
    url,
    dieAt: async (name) => {
      child.once('exit', (_, signal) => {
        if (signal !== 'SIGKILL') return;
        deaths += 1;
        void startAgain();
      });
      const armed = once(child, 'message');
      child.send({ type: 'failpoint', name, action: 'kill' });
      const [answer] = await armed;
      if (answer.known !== true) throw new Error(`The sandbox knows no ${name}.`);
    },
    deaths: () => deaths,
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

function run(folder: string, webhookUrl: string | undefined, port = 0): ChildProcess {
  const root = join(import.meta.dirname, '../../../..');
  return spawn(
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
        PORT: String(port),
        CAUSEWAY_FAILPOINTS: 'on',
        SANDBOX_DATA_FILE: join(folder, 'sandbox.db'),
        SANDBOX_API_KEY: sandboxKey,
        SANDBOX_SLOW_SETTLE_MS: '300',
        SANDBOX_HANG_MS: '5000',
        ...(webhookUrl === undefined ? {} : { WEBHOOK_URL: webhookUrl, PAYMENT_WEBHOOK_SECRET: webhookSecret }),
      },
    },
  );
}

/** Its port, as soon as it listens. */
async function listening(child: ChildProcess): Promise<number> {
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the sandbox ended with ${code}`)));
  ended.catch(() => undefined);
  const [{ port }] = await Promise.race([once(child, 'message'), ended]);
  return port;
}
