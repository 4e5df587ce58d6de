/** Azurite's account key, the same for everybody (https://learn.microsoft.com/azure/storage/common/storage-use-azurite). */
export const azuriteKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** What local engines, emulators and documentation use where a secret belongs, in small letters. */
const known = new Set([
  azuriteKey.toLowerCase(),
  'sas_key_value',
  'causeway-demo-1',
  'sk_test_causeway',
  'local',
  'test',
  'none',
  'default',
  'admin',
  'demo',
  'guest',
  'root',
]);

/** Words that stand in examples; each is so long that random text as good as never holds one. */
const tellTales =
  /change[-_ ]?me|placeholder|example|passw[o0]rd|secret|replace|your[-_ ]?(key|own|strong)|sample|qwerty|letmein|devstoreaccount|sas_key_value|causeway-demo/i;

/**
 * Why somebody could know or guess a text that should be secret, in words that follow "but"; undefined when it looks as
 * random as it should. Made for keys and generated passwords: a sentence of human words is not seen through.
 */
export function weaknessOf(text: string, atLeast: number): string | undefined {
  if (known.has(text.toLowerCase()) || tellTales.test(text))
    return 'is a default or an example that everybody can read';
  if (text.length < atLeast) return `has only ${text.length}`;
  if (periodOf(text) <= text.length / 2) return 'repeats itself';
  if (bitsPerCharacter(text) < 2.5) return 'repeats a few characters';
  if (stepsIn(text) > text.length / 2) return 'follows the alphabet';
  return undefined;
}

/** The least distance at which the text repeats itself to its end; its length when it does not. */
function periodOf(text: string): number {
  for (let period = 1; period < text.length; period += 1) {
    if (text.slice(period) === text.slice(0, -period)) return period;
  }
  return text.length;
}

/** Shannon's entropy of the characters by how often each comes: 32 random hexadecimal digits have 3.4 to 3.9 bits each. */
function bitsPerCharacter(text: string): number {
  const characters = [...text];
  const groups = [...Map.groupBy(characters, (one) => one).values()];
  const shares = groups.map(({ length }) => length / characters.length);
  return shares.reduce((bits, share) => bits - share * Math.log2(share), 0);
}

/** How many characters are the neighbour, in the alphabet, of the one before them. */
function stepsIn(text: string): number {
  const codes = [...text].map((one) => one.charCodeAt(0));
  return codes.filter((code, at) => Math.abs(code - (codes[at - 1] ?? Number.NaN)) === 1).length;
}
