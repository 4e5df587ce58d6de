import { createToken, Lexer, type TokenType } from 'chevrotain';

// Letters beyond Latin by range: the lexer cannot index patterns with Unicode classes.
export const Identifier = createToken({
  name: 'Identifier',
  pattern: /[A-Za-z\u00aa\u00b5\u00ba\u00c0-\uffff][\w\u00aa\u00b5\u00ba\u00c0-\uffff]*/,
  line_breaks: false,
});

/** `@name`: its value comes with the rule. */
export const Parameter = createToken({
  name: 'Parameter',
  pattern: /@[A-Za-z_\u00c0-\uffff][\w\u00c0-\uffff]*/,
  line_breaks: false,
});

const keyword = (name: string): TokenType =>
  createToken({ name, pattern: new RegExp(name, 'i'), longer_alt: Identifier, line_breaks: false });

const symbol = (name: string, text: string): TokenType => createToken({ name, pattern: text, line_breaks: false });

export const And = keyword('And');
export const Or = keyword('Or');
export const Not = keyword('Not');
export const Like = keyword('Like');
export const Escape = keyword('Escape');
export const In = keyword('In');
export const Is = keyword('Is');
export const Null = keyword('Null');
export const Exists = keyword('Exists');
export const True = keyword('True');
export const False = keyword('False');
export const SetWord = keyword('Set');
export const Remove = keyword('Remove');

/** With a point, an exponent, or both. */
export const Decimal = createToken({
  name: 'Decimal',
  pattern: /(\d+\.\d*|\.\d+)([eE][+-]?\d+)?|\d+[eE][+-]?\d+/,
  line_breaks: false,
});
export const Integer = createToken({ name: 'Integer', pattern: /\d+/, line_breaks: false });
export const Text = createToken({ name: 'Text', pattern: /[nN]?'(?:[^']|'')*'/, line_breaks: true });
/** `[name]` with `]]` for a bracket, or `"name"` with `""` for a quote. */
export const Delimited = createToken({
  name: 'Delimited',
  pattern: /\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*"/,
  line_breaks: true,
});

export const Equals = symbol('Equals', '=');
/** All but `=`, which is also an assignment. */
export const Comparison = createToken({ name: 'Comparison', pattern: /<>|!=|<=|>=|<|>/, line_breaks: false });
export const Additive = createToken({ name: 'Additive', pattern: /[+-]/, line_breaks: false });
export const Multiplicative = createToken({ name: 'Multiplicative', pattern: /[*/%]/, line_breaks: false });
export const Dot = symbol('Dot', '.');
export const Comma = symbol('Comma', ',');
export const Semicolon = symbol('Semicolon', ';');
export const Open = symbol('Open', '(');
export const Close = symbol('Close', ')');

const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });

export const allTokens = [
  Space,
  Text,
  Delimited,
  Decimal,
  Integer,
  Parameter,
  And,
  Or,
  Not,
  Like,
  Escape,
  Is,
  Null,
  In,
  Exists,
  True,
  False,
  SetWord,
  Remove,
  Identifier,
  Equals,
  Comparison,
  Additive,
  Multiplicative,
  Dot,
  Comma,
  Semicolon,
  Open,
  Close,
];
