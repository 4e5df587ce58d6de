import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import type { BinaryOperator, Expression, PropertyName, Statement } from './ast.js';
import * as t from './tokens.js';

/** The documented SQL grammar of Service Bus rules: https://learn.microsoft.com/azure/service-bus-messaging/service-bus-messaging-sql-filter */
export class SqlParser extends EmbeddedActionsParser {
  constructor() {
    super(t.allTokens, { maxLookahead: 2 });
    this.performSelfAnalysis();
  }

  readonly filter = this.RULE('filter', (): Expression => this.SUBRULE(this.disjunction));

  readonly statements = this.RULE('statements', (): Statement[] => {
    const found: Statement[] = [];
    this.AT_LEAST_ONE(() => {
      found.push(this.SUBRULE(this.statement));
      this.MANY(() => this.OR([{ ALT: () => this.CONSUME(t.Semicolon) }, { ALT: () => this.CONSUME(t.Comma) }]));
    });
    return found;
  });

  readonly statement = this.RULE(
    'statement',
    (): Statement =>
      this.OR([
        {
          ALT: (): Statement => {
            this.CONSUME(t.SetWord);
            const property = this.SUBRULE(this.property);
            this.CONSUME(t.Equals);
            const value = this.SUBRULE(this.sum);
            return { kind: 'set', property, value };
          },
        },
        {
          ALT: (): Statement => {
            this.CONSUME(t.Remove);
            return { kind: 'remove', property: this.SUBRULE1(this.property) };
          },
        },
      ]),
  );

  readonly disjunction = this.RULE('disjunction', (): Expression => {
    let left = this.SUBRULE(this.conjunction);
    this.MANY(() => {
      this.CONSUME(t.Or);
      left = { kind: 'binary', operator: 'or', left, right: this.SUBRULE1(this.conjunction) };
    });
    return left;
  });

  readonly conjunction = this.RULE('conjunction', (): Expression => {
    let left = this.SUBRULE(this.negation);
    this.MANY(() => {
      this.CONSUME(t.And);
      left = { kind: 'binary', operator: 'and', left, right: this.SUBRULE1(this.negation) };
    });
    return left;
  });

  readonly negation = this.RULE(
    'negation',
    (): Expression =>
      this.OR([
        {
          ALT: (): Expression => {
            this.CONSUME(t.Not);
            return { kind: 'unary', operator: 'not', operand: this.SUBRULE(this.negation) };
          },
        },
        { ALT: (): Expression => this.SUBRULE(this.predicate) },
      ]),
  );

  readonly predicate = this.RULE('predicate', (): Expression => {
    const value = this.SUBRULE(this.sum);
    const test = this.OPTION(() =>
      this.OR([
        { ALT: (): Expression => this.SUBRULE(this.comparison, { ARGS: [value] }) },
        { ALT: (): Expression => this.SUBRULE(this.nullTest, { ARGS: [value] }) },
        { ALT: (): Expression => this.SUBRULE(this.membership, { ARGS: [value] }) },
      ]),
    );
    return test ?? value;
  });

  readonly comparison = this.RULE('comparison', (left: Expression): Expression => {
    const sign = this.OR([
      { ALT: () => this.CONSUME(t.Equals).image },
      { ALT: () => this.CONSUME(t.Comparison).image },
    ]);
    // The token's pattern allows these signs only.
    return {
      kind: 'binary',
      operator: (sign === '!=' ? '<>' : sign) as BinaryOperator,
      left,
      right: this.SUBRULE(this.sum),
    };
  });

  readonly nullTest = this.RULE('nullTest', (value: Expression): Expression => {
    this.CONSUME(t.Is);
    const negated = this.OPTION(() => this.CONSUME(t.Not)) !== undefined;
    this.CONSUME(t.Null);
    return { kind: 'is-null', value, negated };
  });

  readonly membership = this.RULE('membership', (value: Expression): Expression => {
    const negated = this.OPTION(() => this.CONSUME(t.Not)) !== undefined;
    return this.OR([
      {
        ALT: (): Expression => {
          this.CONSUME(t.Like);
          const pattern = this.SUBRULE(this.sum);
          const escaping = this.OPTION1(() => {
            this.CONSUME(t.Escape);
            return this.SUBRULE1(this.sum);
          });
          return { kind: 'like', value, pattern, escape: escaping, negated };
        },
      },
      {
        ALT: (): Expression => {
          this.CONSUME(t.In);
          this.CONSUME(t.Open);
          const options: Expression[] = [];
          this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => options.push(this.SUBRULE2(this.sum)) });
          this.CONSUME(t.Close);
          return { kind: 'in', value, options, negated };
        },
      },
    ]);
  });

  readonly sum = this.RULE('sum', (): Expression => {
    let left = this.SUBRULE(this.product);
    this.MANY(() => {
      const operator = this.CONSUME(t.Additive).image as BinaryOperator; // + or - by the token's pattern
      left = { kind: 'binary', operator, left, right: this.SUBRULE1(this.product) };
    });
    return left;
  });

  readonly product = this.RULE('product', (): Expression => {
    let left = this.SUBRULE(this.factor);
    this.MANY(() => {
      const operator = this.CONSUME(t.Multiplicative).image as BinaryOperator; // * / % by the token's pattern
      left = { kind: 'binary', operator, left, right: this.SUBRULE1(this.factor) };
    });
    return left;
  });

  readonly factor = this.RULE(
    'factor',
    (): Expression =>
      this.OR([
        {
          ALT: (): Expression => {
            const operator = this.CONSUME(t.Additive).image === '-' ? '-' : '+';
            return { kind: 'unary', operator, operand: this.SUBRULE(this.factor) };
          },
        },
        {
          ALT: (): Expression => {
            this.CONSUME(t.Open);
            const inner = this.SUBRULE(this.disjunction);
            this.CONSUME(t.Close);
            return inner;
          },
        },
        {
          ALT: (): Expression => {
            this.CONSUME(t.Exists);
            this.CONSUME1(t.Open);
            const property = this.SUBRULE(this.property);
            this.CONSUME1(t.Close);
            return { kind: 'exists', property };
          },
        },
        { ALT: (): Expression => ({ kind: 'constant', value: Number(this.CONSUME(t.Decimal).image) }) },
        { ALT: (): Expression => this.wholeNumber(this.CONSUME(t.Integer)) },
        { ALT: (): Expression => ({ kind: 'parameter', name: this.CONSUME(t.Parameter).image }) },
        { ALT: (): Expression => ({ kind: 'constant', value: unquoted(this.CONSUME(t.Text)) }) },
        { ALT: (): Expression => constant(true, this.CONSUME(t.True)) },
        { ALT: (): Expression => constant(false, this.CONSUME(t.False)) },
        { ALT: (): Expression => constant(undefined, this.CONSUME(t.Null)) },
        { ALT: (): Expression => this.SUBRULE(this.call) },
        { ALT: (): Expression => this.SUBRULE1(this.property) },
      ]),
  );

  readonly call = this.RULE('call', (): Expression => {
    const word = this.CONSUME(t.Identifier);
    this.CONSUME(t.Open);
    const argument = this.OPTION(() => this.SUBRULE(this.sum));
    this.CONSUME(t.Close);
    return this.ACTION(() => {
      const name = word.image.toLowerCase();
      if (name === 'newid' && argument === undefined) return { kind: 'new-id' };
      if ((name === 'property' || name === 'p') && argument !== undefined) return propertyNamed(argument);
      throw new SyntaxError(
        `there is no function '${word.image}' with these arguments at position ${word.startOffset + 1}; use newid(), property(name) or p(name)`,
      );
    });
  });

  readonly property = this.RULE('property', (): PropertyName => {
    const start = this.LA(1).startOffset;
    const first = this.SUBRULE(this.name);
    const second = this.OPTION(() => {
      this.CONSUME(t.Dot);
      return this.SUBRULE1(this.name);
    });
    return this.ACTION(() => {
      if (second === undefined) return { kind: 'property', scope: 'user', name: first };
      const scope = first.toLowerCase();
      if (scope !== 'sys' && scope !== 'user') {
        throw new SyntaxError(`there is no scope '${first}' at position ${start + 1}; use sys or user`);
      }
      return { kind: 'property', scope, name: second };
    });
  });

  readonly name = this.RULE('name', (): string =>
    this.OR([
      { ALT: () => this.CONSUME(t.Identifier).image },
      { ALT: () => undelimited(this.CONSUME(t.Delimited)) },
      // Words that are keywords of actions only may name a property.
      { ALT: () => this.CONSUME(t.SetWord).image },
      { ALT: () => this.CONSUME(t.Remove).image },
    ]),
  );

  /** A constant of 64 bits. */
  wholeNumber({ image, startOffset }: IToken): Expression {
    return this.ACTION(() => {
      const value = BigInt(image);
      if (value > LONGEST) throw new SyntaxError(`the number ${image} at position ${startOffset + 1} is too large`);
      return { kind: 'constant', value };
    });
  }
}

/** The largest of .NET's Int64. */
const LONGEST = 2n ** 63n - 1n;

const propertyNamed = (argument: Expression): Expression =>
  argument.kind === 'constant' && typeof argument.value === 'string'
    ? { kind: 'property', scope: 'user', name: argument.value }
    : { kind: 'computed-property', name: argument };

// While the parser records its grammar, tokens have no text worth reading.
const unquoted = ({ image }: IToken): string => image.slice(image.indexOf("'") + 1, -1).replaceAll("''", "'");

const undelimited = ({ image }: IToken): string => {
  const close = image.at(-1) ?? '';
  return image.slice(1, -1).replaceAll(close + close, close);
};

const constant = (value: boolean | undefined, _token: IToken): Expression => ({ kind: 'constant', value });
