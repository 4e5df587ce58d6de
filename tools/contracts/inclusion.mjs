// Whether every value that one JSON Schema allows is allowed by another: what both directions of a contract come down to.
// What comes in (a request) must still be accepted: today's schema includes the baseline's. What goes out (an answer, an
// event) must still be understood: the baseline's schema includes today's, except for properties that are new.

/**
 * Why `narrow` allows what `wide` does not, each as `{ path, rule }`; none when it does not.
 *
 * @param direction 'in': `wide` is today's schema. 'out': `wide` is the baseline's, and what is new in an object is ignored.
 */
export function excesses(wide, narrow, direction, path = '') {
  const at = (rule) => [{ path: path === '' ? '/' : path, rule }];
  if (wide === true || isEmpty(wide) || narrow === false) return [];
  const variants = branchesOf(narrow);
  if (variants.length > 1) {
    return unique(variants.flatMap((variant) => excesses(wide, variant, direction, path)));
  }
  const choices = branchesOf(wide);
  if (choices.length > 1) return leastExcess(choices, variants[0], direction, path);
  const [one, other] = [choices[0], variants[0]];
  const types = [typesOf(one), typesOf(other)];
  const foreign = types[1].filter(
    (type) => !types[0].includes(type) && !(type === 'integer' && types[0].includes('number')),
  );
  if (foreign.length > 0) {
    return at(direction === 'out' ? `can now be ${foreign.join(' or ')}` : `can no longer be ${foreign.join(' or ')}`);
  }
  return [
    ...values(one, other, direction).flatMap(at),
    ...bounds(one, other, direction).flatMap(at),
    ...members(one, other, direction, path),
    ...elements(one, other, direction, path),
  ];
}

const isEmpty = (schema) => typeof schema === 'object' && Object.keys(schema).every((key) => annotations.has(key));
const annotations = new Set(['title', 'description', 'default', 'examples', 'deprecated', '$schema']);

const everyType = ['null', 'boolean', 'object', 'array', 'number', 'string'];
const typesOf = (schema) => {
  if (schema.type !== undefined) return [schema.type].flat();
  const given = valuesOf(schema);
  if (given === undefined) return everyType;
  return [...new Set(given.map((value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)))];
};

/** A union's branches, a list of types among them. */
function branchesOf(schema) {
  if (typeof schema !== 'object') return [schema];
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return union.flatMap(branchesOf);
  if (Array.isArray(schema.type)) return schema.type.map((type) => ({ ...schema, type }));
  return [schema];
}

/** Of the branches that could take it, the one that objects least; a branch of another type would only confuse. */
function leastExcess(choices, narrow, direction, path) {
  const found = choices.map((choice) => excesses(choice, narrow, direction, path));
  return found.reduce((least, one) => (weight(one) < weight(least) ? one : least));
}
const weight = (found) =>
  found.reduce((sum, { rule }) => sum + (/ be (null|boolean|object|array|number|string)/.test(rule) ? 100 : 1), 0);

const unique = (found) => [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];

const valuesOf = ({ enum: all, const: only }) => all ?? (only === undefined ? undefined : [only]);

function values(wide, narrow, direction) {
  const [allowed, given] = [valuesOf(wide), valuesOf(narrow)];
  if (allowed === undefined) return [];
  if (given === undefined)
    return [direction === 'out' ? 'is no longer one of a list of values' : 'is now one of a list of values'];
  return given
    .filter((value) => !allowed.includes(value))
    .map((value) =>
      direction === 'out' ? `can now be ${JSON.stringify(value)}` : `can no longer be ${JSON.stringify(value)}`,
    );
}

/** Keyword, and whether a larger number allows more. */
const limits = [
  ['maximum', true],
  ['exclusiveMaximum', true],
  ['maxLength', true],
  ['maxItems', true],
  ['maxProperties', true],
  ['minimum', false],
  ['exclusiveMinimum', false],
  ['minLength', false],
  ['minItems', false],
  ['minProperties', false],
];
const exact = ['pattern', 'format', 'multipleOf', 'contentEncoding'];

function bounds(wide, narrow, direction) {
  // A list of values is its own bound.
  if (valuesOf(narrow) !== undefined) return [];
  const said = (keyword, from, to) =>
    direction === 'out'
      ? `${keyword} was ${from} and is ${to ?? 'gone'}`
      : `${keyword} is ${from} and was ${to ?? 'absent'}`;
  const passed = limits.flatMap(([keyword, moreIsWider]) => {
    const [limit, given] = [wide[keyword], narrow[keyword]];
    if (limit === undefined || (keyword.startsWith('min') && limit === 0)) return [];
    const fits = given !== undefined && (moreIsWider ? given <= limit : given >= limit);
    return fits ? [] : [said(keyword, limit, given)];
  });
  const changed = exact
    .filter((keyword) => wide[keyword] !== undefined && wide[keyword] !== narrow[keyword])
    .map((keyword) => said(keyword, wide[keyword], narrow[keyword]));
  const unequal =
    wide.uniqueItems === true && narrow.uniqueItems !== true ? [said('uniqueItems', true, undefined)] : [];
  return [...passed, ...changed, ...unequal];
}

function members(wide, narrow, direction, path) {
  if (!typesOf(narrow).includes('object') || !typesOf(wide).includes('object')) return [];
  const [known, given] = [wide.properties ?? {}, narrow.properties ?? {}];
  const below = (name) => `${path}/${name}`;
  const absent = (wide.required ?? [])
    .filter((name) => !(narrow.required ?? []).includes(name) && (name in given || direction === 'in'))
    .map((name) => ({ path: below(name), rule: direction === 'out' ? 'can now be absent' : 'is now required' }));
  const [before, after] = direction === 'out' ? [known, given] : [given, known];
  const removed = Object.keys(before)
    .filter((name) => !(name in after))
    .map((name) => ({ path: below(name), rule: 'is gone' }));
  const changed = Object.keys(given)
    .filter((name) => name in known)
    .flatMap((name) => excesses(known[name], given[name], direction, below(name)));
  return [...absent, ...removed, ...changed, ...others(wide, narrow, direction, path)];
}

/** Members that no property names. */
function others(wide, narrow, direction, path) {
  const [allowed, given] = [wide.additionalProperties ?? true, narrow.additionalProperties ?? true];
  if (given === false) return [];
  // Who reads ignores what it does not know.
  if (allowed === false)
    return direction === 'out' ? [] : [{ path: path === '' ? '/' : path, rule: 'no longer takes other members' }];
  return excesses(allowed, given, direction, `${path}/*`);
}

function elements(wide, narrow, direction, path) {
  if (!typesOf(narrow).includes('array') || wide.items === undefined) return [];
  return excesses(wide.items, narrow.items ?? true, direction, `${path}/[]`);
}
