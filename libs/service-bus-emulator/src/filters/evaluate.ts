import { randomUUID } from 'node:crypto';
import type { BinaryOperator, Expression, PropertyName } from './ast.js';
import { type FilterFacts, type FilterValue, isSystemProperty } from './facts.js';
import { isLike } from './like.js';

/** SQL's three values: undefined is "unknown", which is also what a missing property is. */
type Value = FilterValue | undefined;
export type Evaluation = (facts: FilterFacts) => Value;

/** Turns an expression into a function. Throws SyntaxError for a system property that does not exist. */
export function compile(expression: Expression): Evaluation {
  switch (expression.kind) {
    case 'constant':
      return () => expression.value;
    case 'new-id':
      return () => randomUUID();
    case 'property':
      return property(expression);
    case 'unary':
      return unary(expression.operator, compile(expression.operand));
    case 'binary':
      return binary(expression.operator, compile(expression.left), compile(expression.right));
    case 'like':
      return like(compile(expression.value), compile(expression.pattern), expression.escape, expression.negated);
    case 'in':
      return membership(compile(expression.value), expression.options.map(compile), expression.negated);
    case 'is-null': {
      const value = compile(expression.value);
      return (facts) => (value(facts) === undefined) !== expression.negated;
    }
    case 'exists': {
      const value = property(expression.property);
      return (facts) => value(facts) !== undefined;
    }
  }
}

function property({ scope, name }: PropertyName): Evaluation {
  if (scope === 'user') return (facts) => facts.user(name);
  const known = name.toLowerCase();
  if (!isSystemProperty(known)) throw new SyntaxError(`there is no system property 'sys.${name}'`);
  return (facts) => facts.system(known);
}

const not = (value: Value): Value => (typeof value === 'boolean' ? !value : undefined);

function unary(operator: 'not' | '-' | '+', operand: Evaluation): Evaluation {
  if (operator === 'not') return (facts) => not(operand(facts));
  const sign = operator === '-' ? -1 : 1;
  return (facts) => {
    const value = operand(facts);
    return typeof value === 'number' ? sign * value : undefined;
  };
}

function binary(operator: BinaryOperator, left: Evaluation, right: Evaluation): Evaluation {
  if (operator === 'and') {
    return (facts) => {
      const first = left(facts);
      if (first === false) return false;
      const second = right(facts);
      return second === false ? false : first === true && second === true ? true : undefined;
    };
  }
  if (operator === 'or') {
    return (facts) => {
      const first = left(facts);
      if (first === true) return true;
      const second = right(facts);
      return second === true ? true : first === false && second === false ? false : undefined;
    };
  }
  const apply = operators[operator];
  return (facts) => {
    const first = left(facts);
    const second = right(facts);
    return first === undefined || second === undefined ? undefined : apply(first, second);
  };
}

const numbers =
  (calculate: (a: number, b: number) => number) =>
  (a: FilterValue, b: FilterValue): Value => {
    if (typeof a !== 'number' || typeof b !== 'number') return undefined;
    const result = calculate(a, b);
    return Number.isFinite(result) ? result : undefined;
  };

const ordered =
  (holds: (order: number) => boolean) =>
  (a: FilterValue, b: FilterValue): Value => {
    const order = compare(a, b);
    return order === undefined ? undefined : holds(order);
  };

const operators: Record<Exclude<BinaryOperator, 'and' | 'or'>, (a: FilterValue, b: FilterValue) => Value> = {
  '=': ordered((order) => order === 0),
  '<>': ordered((order) => order !== 0),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  '+': (a, b) => (typeof a === 'string' && typeof b === 'string' ? a + b : numbers((x, y) => x + y)(a, b)),
  '-': numbers((a, b) => a - b),
  '*': numbers((a, b) => a * b),
  // Whole numbers divide as whole numbers, as in SQL.
  '/': numbers((a, b) => (Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b)),
  '%': numbers((a, b) => a % b),
};

/** Negative, 0, positive; undefined when the two cannot be compared. */
export function compare(a: FilterValue, b: FilterValue): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (a instanceof Date && typeof b === 'number') return a.getTime() - b;
  if (typeof a === 'number' && b instanceof Date) return a - b.getTime();
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return undefined;
}

function like(value: Evaluation, pattern: Evaluation, escapedBy: Expression | undefined, negated: boolean): Evaluation {
  const escaping = escapedBy === undefined ? undefined : compile(escapedBy);
  return (facts) => {
    const text = value(facts);
    const wanted = pattern(facts);
    const by = escaping?.(facts);
    if (typeof text !== 'string' || typeof wanted !== 'string') return undefined;
    return isLike(text, wanted, typeof by === 'string' ? by : undefined) !== negated;
  };
}

function membership(value: Evaluation, options: readonly Evaluation[], negated: boolean): Evaluation {
  return (facts) => {
    const wanted = value(facts);
    if (wanted === undefined) return undefined;
    let unknown = false;
    for (const option of options) {
      const candidate = option(facts);
      if (candidate === undefined) unknown = true;
      else if (compare(wanted, candidate) === 0) return !negated;
    }
    return unknown ? undefined : negated;
  };
}
