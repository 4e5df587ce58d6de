import { isCloudHost } from './cloud-hosts.js';
import type { Given, Place, Rule, Secret } from './rule.js';
import { weaknessOf } from './weakness.js';

const characters = 32;
const passwordCharacters = 16;

const madeUp = { local: 'made up at the first start', docker: "the container's environment" };

/** Random text that we make ourselves. */
export const randomText: Secret = {
  says: `be random text of at least ${characters} characters`,
  from: madeUp,
  fault: (value = '') => weaknessOf(value, characters),
};

/** Several of them, the newest first: see `newestFirst`. */
export const randomTexts: Secret = {
  says: `be random text of at least ${characters} characters, or several with commas between them`,
  from: madeUp,
  fault: (value = '') => firstFault(value.split(','), (one) => weaknessOf(one.trim(), characters)),
};

/** The password in a URL `scheme://user:password@host`. `needless` tells the URLs that need none. */
export const passwordInUrl = ({
  needless,
  from,
  knowsByToken = () => false,
}: {
  needless: (url: URL, place: Place) => boolean;
  from: Secret['from'];
  /** Whether in cloud mode the server at that address knows callers by a token of theirs. */
  knowsByToken?: (url: URL) => boolean;
}): Secret => ({
  says: `hold a user and a random password of at least ${passwordCharacters} characters`,
  from,
  fault: (value = '', place, given) => {
    if (!URL.canParse(value)) return 'is no URL';
    const url = new URL(value);
    if (needless(url, place)) return undefined;
    const holdsNobody = url.username === '' && url.password === '';
    if (place === 'cloud' && holdsNobody && knowsByToken(url)) return nobody(given);
    if (url.username === '' || url.password === '') return 'holds none';
    const weakness = weaknessOf(decoded(url.password), passwordCharacters);
    return weakness === undefined ? undefined : `its password ${weakness}`;
  },
});

/** A service's connection string as Azure writes it, `Name=value;Name=value`. */
type ConnectionString = {
  /** The names of which one holds the secret. */
  keys: readonly [string, ...string[]];
  /** The host it leads to. */
  hostOf: (fields: ReadonlyMap<string, string>) => string;
  /** Whether it says of itself that it leads to an emulator. */
  isForEmulator: (fields: ReadonlyMap<string, string>) => boolean;
  /** Whether this is an address where callers are known by a token of theirs: encrypted, and the service's own. */
  knowsByToken: (fields: ReadonlyMap<string, string>) => boolean;
  /** The key that the emulator has, which everybody knows: good in `docker`, at a host that is not a cloud's. */
  emulatorKey: string;
  from: Secret['from'];
};

/** The key in a connection string. The names of its fields are looked for in small letters. */
export const keyInConnectionString = ({
  keys,
  hostOf,
  isForEmulator,
  knowsByToken,
  emulatorKey,
  from,
}: ConnectionString): Secret => ({
  says: `hold ${/^[AEIOU]/.test(keys[0]) ? 'an' : 'a'} ${keys[0]} of at least ${characters} random characters`,
  from,
  fault: (value = '', place, given) => {
    const fields = connectionFields(value);
    if (place === 'cloud' && isForEmulator(fields)) return 'leads to an emulator';
    const name = keys.find((one) => fields.has(one.toLowerCase()));
    const key = name === undefined ? undefined : fields.get(name.toLowerCase());
    const isEmulators = key === emulatorKey || (key === undefined && isForEmulator(fields));
    if (isEmulators && place === 'docker') return isCloudHost(hostOf(fields)) ? "holds an emulator's" : undefined;
    if (key !== undefined) return weaknessOf(key, characters);
    return place === 'cloud' && knowsByToken(fields) ? nobody(given) : 'holds none';
  },
});

/** For what everybody may do who knows this repository. */
export const onlyLocally: Rule = {
  says: 'be false outside of local mode',
  fault: (value) => (value === 'true' ? 'is true' : undefined),
};

/** For an address that browsers send tokens to; between containers on one machine plain text is good enough. */
export const encryptedInCloud: Rule = {
  says: 'be an https: URL in cloud mode',
  fault: (value, place) => {
    if (place !== 'cloud' || (value !== undefined && /^https:/i.test(value))) return undefined;
    return value === undefined ? 'is not set' : 'is plain text';
  },
};

/** The first of several faults. */
export const firstFault = <T>(all: readonly T[], faultOf: (one: T) => string | undefined): string | undefined =>
  all.map(faultOf).find((fault) => fault !== undefined);

/** An address without a key is good for who can show another proof of who he is, and knows which one. */
const nobody = (given: Given): string | undefined =>
  given.AZURE_CLIENT_ID === undefined
    ? 'holds none, and AZURE_CLIENT_ID does not say which identity needs none'
    : undefined;

/** A connection string of Azure, `Name=value;Name=value`: its values by their names in small letters. */
export function connectionFields(connectionString: string): Map<string, string> {
  const pairs = connectionString.split(';').map((field): [string, string] => {
    const [name = '', ...value] = field.split('=');
    return [name.trim().toLowerCase(), value.join('=').trim()];
  });
  return new Map(pairs);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
