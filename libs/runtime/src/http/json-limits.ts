const deepest = 32;
const mostValues = 10_000;

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** The names in the object that is being read, undefined in a list; those of the ones around it wait in a stack. */
type Names = Set<string> | undefined;

/**
 * What no reader of JSON should have to cope with, in one pass and without recursion, before anything is made of the text:
 * nesting beyond 32 levels, more than 10,000 values, and a name that stands twice in one object, of which one reader takes
 * the first and another the last (RFC 8259, section 4). Whether it is JSON at all is the parser's business.
 *
 * @returns one sentence, or undefined
 */
export function faultOfJson(text: string): string | undefined {
  const around: Names[] = [];
  let names: Names;
  let isName = false;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote: {
        const end = endOfString(text, at);
        if (isName && names !== undefined) {
          const name = nameIn(text.slice(at, end + 1));
          if (names.has(name)) return `The name ${quoted(name)} stands twice in one object.`;
          names.add(name);
          isName = false;
        }
        at = end;
        break;
      }
      case openBrace:
      case openBracket:
        if (around.push(names) > deepest) return `The body is nested deeper than ${deepest} levels.`;
        isName = text.charCodeAt(at) === openBrace;
        names = isName ? new Set() : undefined;
        break;
      case closeBrace:
      case closeBracket:
        names = around.pop();
        isName = false;
        break;
      case comma:
        values += 1;
        if (values === mostValues) return `The body has more than ${mostValues} values.`;
        isName = names !== undefined;
        break;
    }
  }
  return undefined;
}

/** The index of the quote that ends the string which begins at `start`; the text's end without one. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}

/** A name as it is meant: `"\u0061"` is `"a"`. */
function nameIn(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}

const quoted = (name: string): string => JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}...` : name);
