/** Names of the data set that are not the names of today's ISO 3166-1 codes. */
const odd: Record<string, string> = {
  EIRE: 'IE',
  RSA: 'ZA',
  USA: 'US',
  'Channel Islands': 'JE',
  'Czech Republic': 'CZ',
  'European Community': 'EU',
  'Hong Kong': 'HK',
  Unspecified: 'ZZ',
};

const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const codes = new Map(
  letters.flatMap((a) => letters.map((b) => a + b)).flatMap((code) => [[names.of(code) ?? '', code]]),
);

/** The two-letter code of a country named in English; ZZ (unknown) for what is no country. */
export const countryCode = (name: string): string => odd[name] ?? codes.get(name) ?? 'ZZ';
