import fc from 'fast-check';
import type { BinaryOperator, Expression } from './ast.js';
import { compile } from './evaluate.js';
import type { FilterFacts, FilterValue } from './facts.js';
import { parseFilter } from './parser.js';

type Properties = { readonly [name: string]: FilterValue | undefined };

const names = ['a', 'b', 'odd name', 'x]y', 'and'];

const factsOf = (properties: Properties): FilterFacts => ({
  user: (name) => properties[name],
  system: () => undefined,
});

const value = fc.oneof(
  fc.bigInt({ min: -9n, max: 9n }),
  fc.double({ min: -9, max: 9, noNaN: true }),
  fc.boolean(),
  fc.constantFrom('', 'a', 'b', "it's", '%', 'a%'),
);

const properties: fc.Arbitrary<Properties> = fc.record(
  Object.fromEntries(names.map((name) => [name, fc.option(value, { nil: undefined })])),
);

const leaf: fc.Arbitrary<Expression> = fc.oneof(
  fc.constantFrom(...names).map((name): Expression => ({ kind: 'property', scope: 'user', name })),
  fc.bigInt({ min: 0n, max: 9n }).map((whole): Expression => ({ kind: 'constant', value: whole })),
  fc.constantFrom(0.5, 2.25, 1e-7, 1e21).map((part): Expression => ({ kind: 'constant', value: part })),
  fc.constantFrom('', 'a', "it's", '%').map((text): Expression => ({ kind: 'constant', value: text })),
  fc.constantFrom(true, false, undefined).map((known): Expression => ({ kind: 'constant', value: known })),
);

const binary = (operators: readonly BinaryOperator[], part: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> =>
  fc
    .tuple(fc.constantFrom(...operators), part, part)
    .map(([operator, left, right]): Expression => ({ kind: 'binary', operator, left, right }));

const { predicate } = fc.letrec<{ sum: Expression; predicate: Expression }>((tie) => ({
  sum: fc.oneof(
    { depthSize: 'small' },
    leaf,
    binary(['+', '-', '*'], tie('sum')),
    tie('sum').map((operand): Expression => ({ kind: 'unary', operator: '-', operand })),
  ),
  predicate: fc.oneof(
    { depthSize: 'small' },
    binary(['=', '<>', '<', '<=', '>', '>='], tie('sum')),
    fc.tuple(tie('sum'), fc.boolean()).map(([of, negated]): Expression => ({ kind: 'is-null', value: of, negated })),
    fc
      .tuple(tie('sum'), fc.array(tie('sum'), { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([of, options, negated]): Expression => ({ kind: 'in', value: of, options, negated })),
    fc
      .tuple(tie('sum'), tie('sum'), fc.boolean())
      .map(([of, pattern, negated]): Expression => ({ kind: 'like', value: of, pattern, escape: undefined, negated })),
    binary(['and', 'or'], tie('predicate')),
    tie('predicate').map((operand): Expression => ({ kind: 'unary', operator: 'not', operand })),
  ),
}));

/** The expression as text, with brackets around every part. */
function printed(expression: Expression): string {
  switch (expression.kind) {
    case 'constant':
      return constant(expression.value);
    case 'property':
      return `[${expression.name.replaceAll(']', ']]')}]`;
    case 'unary':
      return `(${expression.operator} ${printed(expression.operand)})`;
    case 'binary':
      return `(${printed(expression.left)} ${expression.operator} ${printed(expression.right)})`;
    case 'is-null':
      return `(${printed(expression.value)} IS ${expression.negated ? 'NOT ' : ''}NULL)`;
    case 'in':
      return `(${printed(expression.value)} ${expression.negated ? 'NOT ' : ''}IN (${expression.options.map(printed).join(', ')}))`;
    case 'like':
      return `(${printed(expression.value)} ${expression.negated ? 'NOT ' : ''}LIKE ${printed(expression.pattern)})`;
    default:
      throw new Error(`No ${expression.kind} is made here.`);
  }
}

function constant(of: string | number | bigint | boolean | undefined): string {
  if (of === undefined) return 'NULL';
  if (typeof of === 'string') return `'${of.replaceAll("'", "''")}'`;
  if (typeof of !== 'number') return String(of);
  return /[.e]/.test(String(of)) ? String(of) : `${of}.0`;
}

const not = (operand: Expression): Expression => ({ kind: 'unary', operator: 'not', operand });

const holds = (expression: Expression, of: Properties) => compile(expression)(factsOf(of));

describe('SQL expressions of any shape', () => {
  it('mean the same when they are printed and read again', () => {
    fc.assert(
      fc.property(predicate, properties, (expression, of) => {
        expect(compile(parseFilter(printed(expression)))(factsOf(of))).toEqual(holds(expression, of));
      }),
      { numRuns: 500 },
    );
  });

  it('are true, false or unknown, and no other', () => {
    fc.assert(
      fc.property(predicate, properties, (expression, of) => {
        expect([true, false, undefined]).toContain(holds(expression, of));
      }),
    );
  });

  it('obey the laws of double negation and of De Morgan, the unknown included', () => {
    fc.assert(
      fc.property(predicate, predicate, properties, (left, right, of) => {
        expect(holds(not(not(left)), of)).toBe(holds(left, of));
        const and = { kind: 'binary', operator: 'and', left, right } as const;
        const or = { kind: 'binary', operator: 'or', left: not(left), right: not(right) } as const;
        expect(holds(not(and), of)).toBe(holds(or, of));
        expect(holds({ ...and, left: right, right: left }, of)).toBe(holds(and, of));
      }),
    );
  });

  it('have IN for a row of ORs, and <> for NOT =', () => {
    fc.assert(
      fc.property(leaf, fc.array(leaf, { minLength: 1, maxLength: 4 }), properties, (of, options, message) => {
        const equals = options.map((right): Expression => ({ kind: 'binary', operator: '=', left: of, right }));
        const anyOf = equals.reduce((left, right): Expression => ({ kind: 'binary', operator: 'or', left, right }));
        expect(holds({ kind: 'in', value: of, options, negated: false }, message)).toBe(holds(anyOf, message));
        expect(holds({ kind: 'in', value: of, options, negated: true }, message)).toBe(holds(not(anyOf), message));
      }),
    );
  });
});
