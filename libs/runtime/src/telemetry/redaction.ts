/** What stands in logs and traces where something stood that must not be there. */
export const censored = '[redacted]';

/**
 * The one list of fields whose value is never written down, wherever in a line of the log or in a span's attributes they
 * stand.
 */
export const secretFields = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'stripe-signature',
  'password',
  'passwordHash',
  'accessToken',
  'refreshToken',
  'secret',
  'clientSecret',
  'connectionString',
  'email',
  'recipient',
  'shippingAddress',
] as const;

/** Settings of connection strings and parameters of signed addresses, in small letters: what follows them is a key. */
const keys = new Set([
  'sharedaccesskey',
  'accountkey',
  'password',
  'pwd',
  'sig',
  'x-amz-signature',
  'x-amz-security-token',
]);

/** Whatever can be such a setting, with what it is set to. */
const settings = /[^\s;&?"]+/g;

/** Whatever an address, a token or a card number can be a part of; each run of signs is then judged. */
const runs = /[\w.~+%@$-]{6,}/g;

/** Without one of these there is nothing to be found: most lines and attributes are through after one look. */
const hints = /@|%40|eyJ|rt_|cwk_|sk_|whsec_|\$argon2|=|\d{13}/;

/**
 * A text without the personal data and secrets that can be told by their look: e-mail addresses, JSON web tokens, our
 * refresh tokens and API keys, the provider's keys, hashes of passwords, keys in connection strings and signed addresses,
 * card numbers. It is the last resort, for what came into a message by another way than a field of `secretFields`: a
 * library's error, a query string.
 */
export function redacted(text: string): string {
  if (!hints.test(text)) return text;
  return text.replace(settings, (setting) => {
    const [name = '', value] = setting.split('=', 2);
    if (value !== undefined && keys.has(name.toLowerCase())) return `${name}=${censored}`;
    return setting.replace(runs, (run) => (isSecret(run) ? censored : run));
  });
}

const isSecret = (run: string): boolean =>
  looks.some((look) => look.test(run)) || run.split('%40').join('@').split('@').some(isBesideAt) || isCardNumber(run);

const looks = [
  /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/,
  /^rt_[\w-]{20}/,
  /^cwk_[\w-]{8,}_[\w-]{20}/,
  /^(sk|rk|pk)_(test|live)_\w{8}/,
  /^whsec_[\w-]{8}/,
  /^\$argon2/,
];

/** Whether the sign after this part, and one more, make it the first half of an address: `ann` of `ann@example.com`. */
function isBesideAt(part: string, index: number, parts: readonly string[]): boolean {
  const domain = parts[index + 1];
  return domain !== undefined && part !== '' && /^[\w-]+(\.[\w-]+)*\.[a-z]{2}/i.test(domain);
}

/** 13 to 19 digits of which the first can be a card's and the last is the check digit of the others (ISO/IEC 7812, Luhn). */
function isCardNumber(run: string): boolean {
  if (!/^[3-6]\d{12,18}$/.test(run)) return false;
  const sum = [...run].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
