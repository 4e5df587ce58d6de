import { log } from '@causeway/runtime/telemetry';
import { startDueLoop } from './adapters/due-loop.js';
import { httpWebhooks, type WebhookTarget } from './adapters/http-webhooks.js';
import { randomId } from './adapters/random-ids.js';
import { sqliteBooks } from './adapters/sqlite-books.js';
import { openFile } from './adapters/sqlite-file.js';
import { SqliteTransactions } from './adapters/sqlite-transactions.js';
import { openApp } from './api/app.js';
import type { Clock, World } from './core/ports.js';
import { settleDue } from './core/settle-due.js';
import { WebhookQueue } from './core/webhook-queue.js';
import { points } from './failpoints.js';
import type { Settings } from './settings.js';

export type RunningSandbox = { port: number; url: string; stop: () => Promise<void> };

/** Binds the rules to the file, the network and the clock, and listens. */
export async function startSandbox(config: Settings, clock: Clock = () => new Date()): Promise<RunningSandbox> {
  const target = targetOf(config);
  const file = openFile(config.SANDBOX_DATA_FILE);
  const books = sqliteBooks(file, { isHeard: target !== undefined });
  const transactions = new SqliteTransactions(file, books, () => {
    settling.poke();
    delivering.poke();
  });
  const stopping = new AbortController();
  let port = config.PORT;
  const world = (request: World['request']): World => ({
    now: clock(),
    newId: randomId,
    customerPage: (intentId) => `http://localhost:${port}/3ds/${intentId}`,
    slowSettleMs: config.SANDBOX_SLOW_SETTLE_MS,
    request,
  });

  const settling = startDueLoop(async () => {
    const next = books.timers.next();
    const wait = next === undefined ? undefined : next - clock().getTime();
    if (wait === undefined || wait > 0) return wait;
    await transactions.run('settled', (kept) => settleDue(kept, world({ id: null, idempotency_key: null })));
    return 0;
  }, report('what was due could not be settled'));

  const queue =
    target === undefined
      ? undefined
      : new WebhookQueue(
          books.deliveries,
          {
            transactions,
            send: httpWebhooks(target, clock, stopping.signal),
            clock,
            random: Math.random,
            onSent: () => points['webhook-sent'].pass(),
          },
          (error) => {
            if (error !== undefined) report('the outcome of a webhook could not be noted')(error);
            delivering.poke();
          },
        );
  const delivering = startDueLoop(async () => queue?.startDue(), report('webhooks could not be read'));

  const app = openApp(
    {
      transactions,
      books,
      clock,
      world,
      apiKey: config.SANDBOX_API_KEY,
      rateLimit: config.SANDBOX_RATE_LIMIT,
      hangMs: config.SANDBOX_HANG_MS,
      isHeard: target !== undefined,
      stopping: stopping.signal,
    },
    randomId,
  );
  await app.listen({ port, host: config.HOST });
  const address = app.server.address();
  if (typeof address === 'object' && address !== null) port = address.port;
  settling.poke();
  delivering.poke();

  return {
    port,
    url: `http://localhost:${port}`,
    stop: async () => {
      settling.stop();
      delivering.stop();
      stopping.abort();
      await app.close();
      await queue?.idle();
      await transactions.idle();
      file.close();
    },
  };
}

const report = (what: string) => (error: unknown) => log.error({ err: error }, what);

const targetOf = ({ WEBHOOK_URL: url, PAYMENT_WEBHOOK_SECRET: secrets }: Settings): WebhookTarget | undefined =>
  url === undefined || secrets === undefined ? undefined : { url, secrets };
