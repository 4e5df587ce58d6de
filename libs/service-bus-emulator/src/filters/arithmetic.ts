import type { BinaryOperator } from './ast.js';
import type { FilterValue } from './facts.js';

/** SQL's three values: undefined is "unknown", which is also what a missing property is. */
export type Value = FilterValue | undefined;

/** The message makes the expression impossible to evaluate. */
export class EvaluationError extends Error {
  override name = 'EvaluationError';
}

type Operator = Exclude<BinaryOperator, 'and' | 'or'>;

/**
 * What an operator makes of two known values, as C# would: whole numbers are 64 bits long and stay whole; with a floating
 * number both are floating; text and anything is text. Unknown when C# has no such operator. Throws `EvaluationError`
 * for a whole number divided by zero.
 */
export const operators: Record<Operator, (a: FilterValue, b: FilterValue) => Value> = {
  '=': ordered((order) => order === 0),
  '<>': ordered((order) => order !== 0),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  '+': (a, b) => {
    if (typeof a === 'string' || typeof b === 'string') return joined(a, b);
    return sum(a, b);
  },
  '-': calculation(
    (a, b) => a - b,
    (a, b) => a - b,
  ),
  '*': calculation(
    (a, b) => a * b,
    (a, b) => a * b,
  ),
  '/': calculation(
    (a, b) => a / divisor(b),
    (a, b) => a / b,
  ),
  '%': calculation(
    (a, b) => a % divisor(b),
    (a, b) => a % b,
  ),
};

const sum = calculation(
  (a, b) => a + b,
  (a, b) => a + b,
);

function calculation(
  whole: (a: bigint, b: bigint) => bigint,
  floating: (a: number, b: number) => number,
): (a: FilterValue, b: FilterValue) => Value {
  return (a, b) => {
    if (typeof a === 'bigint' && typeof b === 'bigint') return BigInt.asIntN(64, whole(a, b));
    if (isNumeric(a) && isNumeric(b)) return floating(Number(a), Number(b));
    return undefined;
  };
}

function divisor(value: bigint): bigint {
  if (value === 0n) throw new EvaluationError('Attempted to divide by zero.');
  return value;
}

function ordered(holds: (order: number) => boolean): (a: FilterValue, b: FilterValue) => Value {
  return (a, b) => {
    const order = compare(a, b);
    return order === undefined ? undefined : holds(order);
  };
}

/** Negative, 0, positive; NaN against NaN; undefined when the two cannot be compared. */
export function compare(a: FilterValue, b: FilterValue): number | undefined {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return undefined;
}

function compareNumbers(a: number | bigint, b: number | bigint): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.NaN;
  return a < b ? -1 : a > b ? 1 : 0;
}

export const isNumeric = (value: Value): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint';

/** Text and anything else that has a text. */
const joined = (a: FilterValue, b: FilterValue): Value => {
  const [first, second] = [textOf(a), textOf(b)];
  return first === undefined || second === undefined ? undefined : first + second;
};

function textOf(value: FilterValue): string | undefined {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' || isNumeric(value) ? String(value) : undefined;
}
