/** A document with every reference into itself replaced by what it refers to. */
export function resolved(document) {
  const follow = (value, seen) => {
    if (Array.isArray(value)) return value.map((one) => follow(one, seen));
    if (typeof value !== 'object' || value === null) return value;
    const { $ref } = value;
    if (typeof $ref !== 'string')
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, follow(one, seen)]));
    // A schema that contains itself is compared as far as it is written out.
    return seen.includes($ref) ? {} : follow(pointedAt(document, $ref), [...seen, $ref]);
  };
  return follow(document, []);
}

function pointedAt(document, reference) {
  const steps = reference.replace(/^#\//, '').split('/');
  const found = steps.reduce((at, step) => at?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  if (found === undefined) throw new Error(`${reference} refers to nothing.`);
  return found;
}
