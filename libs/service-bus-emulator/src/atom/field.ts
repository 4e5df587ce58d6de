import type { Asked } from './asked.js';
import type { XmlContent, XmlElement } from './xml.js';

/** How a setting of type `T` is written in XML. */
export interface Codec<T> {
  /** Throws `invalid-argument` naming the element and the rule. */
  read(element: XmlElement, asked: Asked): T;
  /** Undefined: the element is left out. */
  write(value: T, asked: Asked): XmlContent;
}

/** A setting of a definition `D` as an element of its description. */
export interface Field<D> {
  readonly element: string;
  readonly property: keyof D;
  /** Cannot change once the entity is there. */
  readonly fixed: boolean;
  read(element: XmlElement, asked: Asked): Partial<D>;
  write(definition: D, asked: Asked): XmlContent;
}

/** Makes fields of the definition `D`. */
export const fieldOf =
  <D>() =>
  <K extends keyof D & string>(
    element: string,
    property: K,
    codec: Codec<D[K]>,
    change: 'fixed' | 'changeable' = 'changeable',
  ): Field<D> => ({
    element,
    property,
    fixed: change === 'fixed',
    read: (given, asked) => ({ [property]: codec.read(given, asked) }) as unknown as Partial<D>, // property is one of D's
    write: (definition, asked) => codec.write(definition[property], asked),
  });

/** Something the broker tells about an entity; clients send it back with an update, and it is not read. */
export interface Told<E> {
  readonly element: string;
  tell(entity: E, asked: Asked): XmlContent;
}

/** How one kind of entity is described: `D` is its definition, `E` the living entity. */
export interface Description<D, E> {
  /** The root element, as in `QueueDescription`. */
  readonly root: string;
  /** In the service's order. */
  readonly elements: readonly (Field<D> | Told<E>)[];
}

export const isField = <D, E>(element: Field<D> | Told<E>): element is Field<D> => 'read' in element;
