import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { readEnvOrEnd } from '@causeway/runtime/env';
import { standInsEnv } from './stand-ins-env.js';

/**
 * In the profile `lite`, what stands in for things outside of the shop is one container: Service Bus, the mailbox, the payment
 * provider. Each is a process; when one ends by itself so do the others, and Docker starts them again.
 */
const env = readEnvOrEnd(standInsEnv);
const beside = (name: string) => fileURLToPath(new URL(`${name}.mjs`, import.meta.url));

const start = (name: string, own: Record<string, string | number>): ChildProcess => {
  const texts = Object.entries(own).map(([key, value]) => [key, String(value)]);
  return fork(beside(name), { env: { ...process.env, ...Object.fromEntries(texts) } });
};

const children = [
  start('service-bus', {
    PORT: env.SERVICE_BUS_PORT,
    ADMIN_PORT: env.SERVICE_BUS_ADMIN_PORT,
    DATA_DIR: `${env.DATA_DIR}/service-bus`,
  }),
  start('mailbox', { PORT: env.MAILBOX_PORT, SMTP_PORT: env.SMTP_PORT, DATA_DIR: `${env.DATA_DIR}/mailbox` }),
  start('payment-sandbox', { PORT: env.SANDBOX_PORT, SANDBOX_DATA_FILE: `${env.DATA_DIR}/sandbox.db` }),
];

const ends = children.map((child) => once(child, 'exit'));
const end = () => {
  for (const child of children) child.kill('SIGTERM');
};
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, end);
const [first] = await Promise.race(ends);
end();
await Promise.all(ends);
process.exit(first === 0 ? 0 : 1);
