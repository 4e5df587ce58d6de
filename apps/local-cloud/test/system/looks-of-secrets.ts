/** What must not be in a file: `known` are words that are given, the others are told by their look. */
export type Sort = 'address' | 'account' | 'token' | 'card' | 'known';

const looks: Record<Exclude<Sort, 'known'>, { pattern: RegExp; isOne: (text: string) => boolean }> = {
  address: {
    pattern: /[a-z0-9._+-]{1,64}(?:@|%40)[a-z0-9-]{1,63}\.[a-z0-9.-]{2,60}/gi,
    // What the project and its tools are called, and the shop's own senders.
    isOne: (text) => !/^[a-z0-9._+-]+@(?:\d|causeway\.invalid)/i.test(text),
  },
  // Of somebody who has an account here; what customers write into a text of theirs may hold other addresses.
  account: {
    pattern: /[a-z0-9._+-]{1,64}(?:@|%40)(?:causeway|fuzz|private|system)\.example/gi,
    isOne: () => true,
  },
  token: {
    pattern:
      /eyJ[\w-]{16,2000}\.[\w-]{8,2000}\.[\w-]{8,500}|\b(?:rt|whsec)_[\w-]{20,200}|\bcwk_\w{8}_[\w-]{20,200}|\bsk_(?:test|live)_\w{8,100}|\$argon2\w{1,4}\$|SharedAccessKey=[^;\s"]{8,200}|[?&]sig=[^&\s"]{8,200}/g,
    isOne: (text) => !text.endsWith('[redacted]'),
  },
  // A span's id is sixteen digits of which none need be a letter.
  card: { pattern: /(?<![\w.-]|panId":")[3-6]\d{12,18}(?![\w.-])/g, isOne: luhn },
};

/** The pieces of a text that look like something of these sorts. */
export const piecesLike = (sorts: readonly Sort[], text: string): string[] =>
  sorts.flatMap((sort) => {
    if (sort === 'known') return [];
    const { pattern, isOne } = looks[sort];
    return [...new Set(text.match(pattern) ?? [])].filter(isOne);
  });

/** Whether the last digit of a number checks the others (ISO/IEC 7812). */
function luhn(digits: string): boolean {
  const doubled = (digit: number) => (digit * 2 > 9 ? digit * 2 - 9 : digit * 2);
  const values = [...digits]
    .reverse()
    .map((digit, place) => (place % 2 === 0 ? Number(digit) : doubled(Number(digit))));
  return values.reduce((sum, value) => sum + value, 0) % 10 === 0;
}
