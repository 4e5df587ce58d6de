import type { KeyObject } from 'node:crypto';
import { unavailable } from '@causeway/data-model';
import { call, withDeadline } from '@causeway/runtime/outgoing';
import { log } from '@causeway/runtime/telemetry';
import { jwks, verifyingKeyOf } from './signing-key.js';

/** Where a verifier finds public keys. */
export type VerifyingKeys = {
  /** @throws DomainError `unavailable` when it cannot be known whether there is such a key. */
  find(kid: string): Promise<KeyObject | undefined>;
  /** Whether a key that was found before is known not to have been withdrawn since; at once, and false where one has to ask. */
  stands(kid: string): boolean;
};

/** A token with an invented `kid` makes us ask again at most this often, in milliseconds. */
const coolDownMs = 5000;
const failedCoolDownMs = 500;
/** A key that was withdrawn is believed for about so long, as long as identity-service answers. */
const staleMs = 60_000;
/** So long after the last try nobody has asked for a while, or the process stood still: then no key is believed unasked. */
const lateMs = staleMs + 5000;

/**
 * The keys that identity-service publishes, fetched at first need, kept, and fetched again in the background when they
 * are old; when they are very old, whoever needs one waits for that. A key that is not among them costs at most one request
 * per cool-down, however many ask. Ages are told by the wall clock, which goes on while a process is frozen.
 */
export function remoteKeys(identityUrl: string): VerifyingKeys {
  let keys: ReadonlyMap<string, KeyObject> | undefined;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let notBefore = Number.NEGATIVE_INFINITY;
  let away = false;
  let underWay: Promise<void> | undefined;

  const refresh = (): Promise<void> => {
    underWay ??= fetchKeys(identityUrl)
      .then(
        (fetched) => {
          keys = fetched;
          away = false;
          fetchedAt = Date.now();
          notBefore = fetchedAt + coolDownMs;
        },
        (error: unknown) => {
          away = true;
          notBefore = Date.now() + failedCoolDownMs;
          throw error;
        },
      )
      .finally(() => {
        triedAt = Date.now();
        underWay = undefined;
      });
    return underWay;
  };

  const isLate = (): boolean => Date.now() - triedAt > lateMs;

  const askWhenOld = (): void => {
    const now = Date.now();
    if (now - fetchedAt > staleMs && now >= notBefore) refresh().catch(warn);
  };

  return {
    stands(kid) {
      if (isLate()) return false;
      askWhenOld();
      return keys?.has(kid) === true;
    },
    async find(kid) {
      if (keys !== undefined && isLate()) await refresh().catch(warn);
      const known = keys?.get(kid);
      if (known !== undefined) {
        askWhenOld();
        return known;
      }
      const mayAsk = Date.now() >= notBefore;
      if (mayAsk || underWay !== undefined) await refresh();
      // While identity-service cannot be asked, a key that is not known may be a new one.
      if (keys === undefined || away) throw unavailable('The keys that tokens are checked with are not available.');
      return keys.get(kid);
    },
  };
}

async function fetchKeys(identityUrl: string): Promise<ReadonlyMap<string, KeyObject>> {
  const url = `${identityUrl}/.well-known/jwks.json`;
  const what = 'GET identity-service /.well-known/jwks.json';
  // Many requests may wait for this one, so no single request's deadline cuts it short.
  const answer = await withDeadline(2500, () => call(what, { method: 'GET', url, timeoutMs: 1000, attempts: 3 }));
  const parsed = jwks.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success) {
    throw unavailable(`${url} answered ${answer.status} without a key set; check IDENTITY_URL.`);
  }
  const usable = parsed.data.keys.filter((key) => key !== undefined);
  // That nobody's signature counts any more is nothing that identity-service would say.
  if (usable.length === 0) throw unavailable(`${url} names no key that tokens could be checked with.`);
  return new Map(usable.map((key) => [key.kid, verifyingKeyOf(key)]));
}

const warn = (error: unknown) =>
  log.warn({ err: error }, 'the signing keys could not be refreshed; the known ones stay');
