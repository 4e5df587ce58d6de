import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { orderOnce } from './order.mjs';

/** Functions start cold, and names and certificates take a while to be known. */
const patience = { attempts: 20, pauseMs: 6000, attemptMs: 15_000 };

/**
 * Tries a shop out from outside: whether it answers, says what it is, lets nobody in who is nobody, and takes an order.
 *
 * @param order whether an order is placed, as a customer that is made up; a payment provider's test card pays
 * @returns what is wrong, in words that follow the address
 */
export async function smoke(url, { order }, { attempts, pauseMs, attemptMs } = patience) {
  const ask = async (path, init = {}) => {
    const answer = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(attemptMs) });
    return { status: answer.status, body: await answer.json().catch(() => undefined) };
  };
  const patiently = async (path, isWell) => {
    let found = 'no answer';
    for (let n = 0; n < attempts; n += 1) {
      if (n > 0) await pause(pauseMs);
      try {
        const { status, body } = await ask(path);
        if (status === 200 && isWell(body)) return [];
        found = status === 200 ? 'another answer than the shop gives' : `status ${status}`;
      } catch (error) {
        found = error.cause?.code ?? error.name;
      }
    }
    return [`${path} gave ${found}`];
  };

  const answers = await Promise.all([
    patiently('/health/ready', (body) => body?.status === 'ready'),
    patiently('/openapi.json', (body) => body?.openapi?.startsWith('3.1')),
    patiently('/v1/products?limit=1', (body) => Array.isArray(body?.items)),
    patiently('/.well-known/jwks.json', (body) => body?.keys?.length > 0),
  ]);
  const faults = answers.flat();
  if (faults.length > 0) return faults;
  const { status } = await ask('/v1/orders');
  if (status !== 401) return [`/v1/orders answered somebody unknown with ${status} instead of 401`];
  return order ? orderOnce(ask, randomBytes(8).toString('hex'), { attempts, pauseMs }) : [];
}
