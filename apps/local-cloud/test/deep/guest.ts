import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventually } from '@causeway/testing';
import type { House } from './house.js';
import { shopsOwn } from './shops-own.js';

const withinMs = 60_000;
/** In minor units: an intent of this amount cannot be written. */
const unwritable = 47_114_711;

/**
 * Another customer of the shop's payment provider, who has bad luck with its disk, and wants old news once more: what a
 * provider does and the shop does not ask for. Each request is repeated under its key until it is answered.
 */
export async function guest(house: House): Promise<void> {
  const { env } = shopsOwn(house, 'payment-sandbox');
  breakDisk(house);
  const url = `http://127.0.0.1:${house.system.ports.sandbox}`;
  const authorization = `Bearer ${env.SANDBOX_API_KEY}`;
  const asked = (method: string, path: string, body?: string) => {
    const form = 'application/x-www-form-urlencoded';
    const headers = { authorization, 'content-type': form, 'idempotency-key': randomUUID() };
    return eventually(async () => {
      const answer = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: answer.status, said: await answer.text() };
    }, withinMs);
  };
  const { status } = await asked('POST', '/v1/payment_intents', `amount=${unwritable}&currency=eur`);
  expect(status).toBe(500);
  const events = (await asked('GET', '/v1/events?limit=1')).said;
  const id = /"id":"(evt_[^"]+)"/.exec(events)?.[1];
  // Nothing has happened yet that could be told again.
  if (id === undefined) await house.paid();
  else expect((await asked('POST', `/test/webhooks/${id}/redeliver`)).status).toBe(202);
}

function breakDisk({ system }: House): void {
  const file = new DatabaseSync(join(system.dataDir, 'sql', 'sandbox.db'), { timeout: 5000 });
  file.exec(`CREATE TRIGGER IF NOT EXISTS broken BEFORE INSERT ON payment_intents
    WHEN NEW.body LIKE '%"amount":${unwritable},%' BEGIN SELECT RAISE(ABORT, 'the disk is broken'); END`);
  file.close();
}
