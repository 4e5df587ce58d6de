import { allHostileTexts } from './hostile-texts.js';

export const lengthOf = (text: string): number => [...text].length;

/** As much of a text as a field takes, in code points. */
export const cutTo = (text: string, most: number): string => [...text].slice(0, most).join('');

/** The hostile texts, and the longest that a field takes: of letters of one, two, three and four bytes. */
export function textsUpTo(most: number): string[] {
  const longest = ['x', 'é', 'ก', '💡'].map((letter) => letter.repeat(most));
  return [...new Set([...allHostileTexts.map((text) => cutTo(text, most)), ...longest])];
}

/** Any of them, round and round. */
export const textAt = (texts: readonly string[], at: number): string => texts[at % texts.length] ?? 'x';
