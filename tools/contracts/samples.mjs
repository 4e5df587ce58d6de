import { consistent } from './consistent.mjs';

// Events as today's schemas allow them: of each type enough samples that every value of every list, every branch of every
// union, and every optional field both there and absent occurs in one of them.

const most = 40;

/** Samples by event type, made from an AsyncAPI document. */
export function samplesOf({ components }) {
  return new Map(
    Object.values(components.messages).map(({ name, payload }) => {
      const samples = Array.from({ length: most }, (_, turn) => consistent(sample(payload, turn)));
      return [name, [...new Map(samples.map((one) => [JSON.stringify(one), one])).values()]];
    }),
  );
}

function sample(schema, turn) {
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return sample(union[turn % union.length], turn);
  if (Array.isArray(schema.type)) return sample({ ...schema, type: schema.type[turn % schema.type.length] }, turn);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[turn % schema.enum.length];
  if (schema.type === 'object') return object(schema, turn);
  if (schema.type === 'array') return array(schema, turn);
  if (schema.type === 'integer' || schema.type === 'number') return number(schema, turn);
  if (schema.type === 'string') return text(schema, turn);
  if (schema.type === 'boolean') return turn % 2 === 0;
  if (schema.type === 'null') return null;
  return {};
}

function object({ properties = {}, required = [] }, turn) {
  const present = Object.entries(properties).filter(([name]) => required.includes(name) || turn % 2 === 0);
  return Object.fromEntries(present.map(([name, schema]) => [name, sample(schema, turn)]));
}

/** Never empty: an order without lines, which its schema does not forbid, is none. */
function array({ items = {}, minItems = 0, maxItems = 3 }, turn) {
  const length = Math.min(maxItems, Math.max(minItems, 1 + (turn % 3)));
  return Array.from({ length }, (_, index) => sample(items, turn + index));
}

function number({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }, turn) {
  const lowest = Math.max(minimum, 0);
  // Now and then the largest that money can be.
  return turn % 7 === 6 ? maximum : Math.min(maximum, lowest + turn);
}

const known = [
  (turn) => `0193a2b4-0000-7000-8000-${String(turn).padStart(12, '0')}`,
  () => '2026-11-21T09:00:00.000Z',
  () => `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  (turn) => ['EUR', 'SEK', 'USD'][turn % 3],
  () => 'pm_card_visa',
  () => 'IE',
  () => 'lighting',
  () => '4242',
  () => 'lamp-1',
  () => 'LAMP-01',
  () => '1',
  () => 'https://shop.example/1.webp',
];

/** @throws Error for a pattern that none of the known texts fits: then one has to be added. */
function text({ pattern, format, minLength = 0, maxLength = 200 }, turn) {
  const fits = (value) =>
    (pattern === undefined || new RegExp(pattern, 'u').test(value)) &&
    value.length >= minLength &&
    value.length <= maxLength;
  if (pattern === undefined && format === undefined)
    return 'Häfen 💡'
      .repeat(30)
      .slice(0, Math.min(maxLength, Math.max(minLength, 9)))
      .toWellFormed();
  const found = known.map((candidate) => candidate(turn)).find(fits);
  if (found === undefined)
    throw new Error(`No sample text fits ${pattern ?? format}; add one to tools/contracts/samples.mjs.`);
  return found;
}
