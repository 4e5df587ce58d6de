import { Lexer } from 'chevrotain';
import type { Expression, Statement } from './ast.js';
import { SqlParser } from './sql-grammar.js';
import { allTokens } from './tokens.js';

let tools: { lexer: Lexer; parser: SqlParser } | undefined;

/** Built at first use: a configuration without SQL rules starts faster. */
function parse<T>(text: string, rule: (parser: SqlParser) => T): T {
  tools ??= { lexer: new Lexer(allTokens), parser: new SqlParser() };
  const { tokens, errors } = tools.lexer.tokenize(text);
  const unreadable = errors[0];
  if (unreadable !== undefined) {
    throw new SyntaxError(`unexpected '${text[unreadable.offset] ?? ''}' at position ${unreadable.offset + 1}`);
  }
  tools.parser.input = tokens;
  const result = shallow(tools.parser, rule);
  const wrong = tools.parser.errors[0];
  if (wrong !== undefined) {
    const { image, startOffset } = wrong.token;
    throw new SyntaxError(
      image === ''
        ? `it ends too early, after position ${text.length}`
        : `unexpected '${image}' at position ${startOffset + 1}`,
    );
  }
  return result;
}

/** Hundreds of nested brackets are more than the stack holds. */
function shallow<T>(parser: SqlParser, rule: (parser: SqlParser) => T): T {
  try {
    return rule(parser);
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxError('it is nested too deeply');
    throw error;
  }
}

/** Reads a filter expression. Throws SyntaxError with what is wrong and where. */
export const parseFilter = (text: string): Expression => parse(text, (parser) => parser.filter());

/** Reads an action: SET and REMOVE statements. Throws SyntaxError. */
export const parseAction = (text: string): Statement[] => parse(text, (parser) => parser.statements());
