/** Bounds the items a product is listed in, so that any change of it fits one transaction of 100 actions. */
export const maxWords = 40;

const maxWordLength = 40;

/** The words of a text as they are compared: small letters and digits, without accents, each once. */
export function wordsOf(text: string): string[] {
  const plain = text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
  return unique((plain.match(/[\p{L}\p{N}]+/gu) ?? []).map(shortened));
}

/** The words by which a product is found: its name's, its sku's, then as many of its description's as there is room for. */
export const searchWords = ({ name, sku, description }: { name: string; sku: string; description: string }): string[] =>
  unique([...wordsOf(name), ...wordsOf(sku), ...wordsOf(description)]).slice(0, maxWords);

/** Half of a letter cannot be stored. */
const shortened = (word: string): string => word.slice(0, maxWordLength).toWellFormed();

const unique = (words: string[]): string[] => [...new Set(words)];
