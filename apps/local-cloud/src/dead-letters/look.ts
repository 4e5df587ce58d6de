import { type DeadLetterPlace, openPlaces, type WholeLetter } from '@causeway/messaging/dead-letters';
import { Misuse } from '../misuse.js';
import { findSources, type Where } from './sources.js';

export type Filter = Where & { place?: string; reason?: string };

/** The places that were asked for, open. */
export type Office = { places: DeadLetterPlace[]; letters: WholeLetter[] };

const patienceMs = 30_000;

/**
 * Opens the places a filter names, reads their letters, does the work and closes them.
 *
 * @throws Misuse for a place there is not; Error with one sentence for a store that does not answer
 */
export async function lookingAt<T>(filter: Filter, work: (office: Office) => Promise<T>): Promise<T> {
  const { sources, place: address, notLookedAt } = await findSources(filter);
  const { places, close } = openPlaces(sources);
  try {
    const chosen = places.filter(({ name }) => isNamed(name, filter.place));
    if (chosen.length === 0) {
      const known = places.map(({ name }) => name).join(', ');
      throw new Misuse(`--place ${filter.place} is none of the places there are: ${known}.`);
    }
    for (const missing of notLookedAt) console.error(`Not looked at: ${missing}.`);
    const letters = (await Promise.all(chosen.map((place) => read(place, address)))).flat();
    const wanted = letters.filter(({ reason }) => filter.reason === undefined || filter.reason === reason);
    return await work({ places: chosen, letters: wanted.sort((a, b) => (a.since < b.since ? -1 : 1)) });
  } finally {
    // A broker that is away is not waited for.
    await Promise.race([close(), after(2000)]);
  }
}

/** `orders/payment-service`, `orders`, `payment-service`, `outbox`, `outbox/payments` and `payments` name places. */
const isNamed = (name: string, asked: string | undefined): boolean =>
  asked === undefined || name === asked || name.split('/').includes(asked);

async function read(place: DeadLetterPlace, address: string): Promise<WholeLetter[]> {
  const tooLate = after(patienceMs).then(() => {
    throw new Error(`it gave no answer within ${patienceMs / 1000} s`);
  });
  try {
    return await Promise.race([Array.fromAsync(place.letters()), tooLate]);
  } catch (error) {
    throw new Error(`${nameOf(place, address)} cannot be read: ${reasonOf(error)}. ${hint}`, { cause: error });
  }
}

const hint =
  'See whether it runs; name another shop with --port, or its stores in SERVICE_BUS_CONNECTION_STRING, DYNAMODB_TABLE and SQL_URL.';

const nameOf = ({ name }: DeadLetterPlace, address: string): string =>
  name.startsWith('outbox/') ? name : `${name} of Service Bus at ${address}`;

/** The innermost cause in one line. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  const [line = ''] = error.message.split('\n');
  return (line === '' ? error.name : line).replace(/\.$/, '');
}

const after = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
