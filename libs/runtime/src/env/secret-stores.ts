import pRetry from 'p-retry';
import { isTransient } from '../outgoing.js';
import { withinTime } from '../within-time.js';
import { nameOf, type Reference } from './reference.js';
import { Unread, whyUnread } from './unread.js';

/** A client, its credentials and a store that is throttled or restarts need a while; whoever starts the process has a limit, too. */
const attemptMs = 3000;
const wholeMs = 12_000;
const pauses = { retries: 3, factor: 2, minTimeout: 200, maxTimeout: 2000, randomize: true };

/**
 * Reads secrets for one start of a process: each once, however often it is referred to. Time-outs, throttling and failures
 * of a store are tried again with jitter, four times at most and for 12 s at most.
 *
 * @param vaultEndpoint see `AZURE_KEYVAULT_ENDPOINT`
 */
export function secretStores(vaultEndpoint: string | undefined) {
  const texts = new Map<string, Promise<string>>();
  const whole = AbortSignal.timeout(wholeMs);
  const readOnce = (reference: Reference): Promise<string> => {
    const { store, id } = nameOf(reference);
    const known = texts.get(`${store} ${id}`);
    if (known !== undefined) return known;
    const text = patiently(whole, (signal) => fetchText(reference, vaultEndpoint, signal)).catch((error: unknown) => {
      throw new Unread(whyUnread(reference, error), { cause: error });
    });
    texts.set(`${store} ${id}`, text);
    return text;
  };
  return {
    /** @throws Unread */
    async read(reference: Reference): Promise<string> {
      const text = await readOnce(reference);
      return reference.store === 'AWS Secrets Manager' && reference.key !== undefined
        ? memberOf(text, reference.key, reference.id)
        : text;
    },
  };
}

/** The clients are loaded when they are needed, and by nobody else. */
async function fetchText(reference: Reference, vaultEndpoint: string | undefined, signal: AbortSignal) {
  if (reference.store === 'AWS Secrets Manager') {
    const { readSecret } = await import('./secrets-manager.js');
    return readSecret(reference.id, reference.region, signal);
  }
  const { readSecret } = await import('./key-vault.js');
  return readSecret(reference, vaultEndpoint, signal);
}

const patiently = (whole: AbortSignal, work: (signal: AbortSignal) => Promise<string>): Promise<string> =>
  pRetry(() => withinTime(AbortSignal.any([whole, AbortSignal.timeout(attemptMs)]), work), {
    ...pauses,
    shouldRetry: ({ error }) => !whole.aborted && isTransient(error),
  });

function memberOf(text: string, key: string, id: string): string {
  const member = Object.entries(objectIn(text)).find(([name]) => name === key)?.[1];
  if (typeof member === 'string' && member !== '') return member;
  throw new Unread(
    `could not be read from AWS Secrets Manager: ${id} holds no JSON object with a text under ${key}, so add it there or correct the reference`,
  );
}

function objectIn(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
