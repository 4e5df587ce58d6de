import type { Asked } from './asked.js';
import { refuse } from './codecs.js';
import { type Description, type Field, isField } from './field.js';
import type { XmlContent, XmlElement } from './xml.js';

/**
 * The settings in a description, checked one by one. What is as it was `before` is not: a configuration may go beyond the
 * service's limits. Throws `invalid-argument` for the first that cannot be.
 */
export function readSettings<D, E>(
  kind: Description<D, E>,
  given: XmlElement,
  before: D | undefined,
  asked: Asked,
): Partial<D> {
  const settings: Partial<D> = {};
  const seen = new Set<string>();
  for (const child of given.children) {
    const known = kind.elements.find(({ element }) => element === child.name);
    if (known === undefined) refuse(`'${child.name}' is not an element of '${kind.root}'.`);
    if (seen.has(child.name)) refuse(`'${child.name}' must be there only once in '${kind.root}'.`);
    seen.add(child.name);
    if (!isField(known) || child.attributes.nil === 'true') continue;
    if (before && known.write(before, asked) === child.text) settings[known.property] = before[known.property];
    else Object.assign(settings, known.read(child, asked));
  }
  return settings;
}

/** The settings that cannot change once the entity is there: they stay when an update does not say them. */
export const fixedSettings = <D, E>(kind: Description<D, E>, definition: D): Partial<D> =>
  Object.assign({}, ...fixedFields(kind).map(({ property }) => ({ [property]: definition[property] })));

/** Throws `invalid-argument` when one of them differs. */
export function mustKeepFixed<D, E>(kind: Description<D, E>, before: D, after: D): void {
  for (const { element, property } of fixedFields(kind)) {
    if (before[property] !== after[property])
      refuse(
        `The value of '${element}' cannot change once the entity is created: it is ${before[property]}, not ${after[property]}.`,
      );
  }
}

const fixedFields = <D, E>(kind: Description<D, E>): Field<D>[] =>
  kind.elements.filter((element) => isField(element)).filter(({ fixed }) => fixed);

/** All elements of an entity's description. */
export const describe = <D, E>(kind: Description<D, E>, definition: D, entity: E, asked: Asked): XmlContent =>
  Object.fromEntries(
    kind.elements.map((element) => [
      element.element,
      isField(element) ? element.write(definition, asked) : element.tell(entity, asked),
    ]),
  );
