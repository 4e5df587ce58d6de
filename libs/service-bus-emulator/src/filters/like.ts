/** One element of a LIKE pattern: `%`, `_` or a character. */
type Part = { readonly any: 'run' | 'one' } | { readonly character: string };

function parts(pattern: string, escapeSign: string | undefined): Part[] {
  const found: Part[] = [];
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === escapeSign && at + 1 < characters.length) found.push({ character: characters[++at] ?? '' });
    else if (character === '%') found.push({ any: 'run' });
    else if (character === '_') found.push({ any: 'one' });
    else found.push({ character });
  }
  return found;
}

/**
 * Whether a text matches a LIKE pattern: `%` is any run of characters, `_` any one, the escape character takes the next
 * one literally. Takes time in proportion to text times pattern at worst.
 */
export function isLike(text: string, pattern: string, escapeSign?: string): boolean {
  const characters = [...text];
  const wanted = parts(pattern, escapeSign);
  let at = 0;
  let part = 0;
  let run = -1; // the last `%` seen
  let resume = 0; // where the text goes on if that `%` swallows one character more
  while (at < characters.length) {
    const want = wanted[part];
    if (want !== undefined && 'any' in want && want.any === 'run') {
      run = part++;
      resume = at;
    } else if (want !== undefined && ('any' in want || want.character === characters[at])) {
      at++;
      part++;
    } else if (run >= 0) {
      part = run + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  return wanted.slice(part).every((want) => 'any' in want && want.any === 'run');
}
