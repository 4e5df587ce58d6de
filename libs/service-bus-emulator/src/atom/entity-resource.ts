import type { Asked } from './asked.js';
import type { Dated } from './common-fields.js';
import { describe, fixedSettings, mustKeepFixed, readSettings } from './describe.js';
import { type Entry, readEntry } from './document.js';
import type { Description } from './field.js';
import type { Single } from './resource.js';

/** How one kind of entity is seen: `D` is its definition, `L` what its description tells of the living entity. */
export interface View<D, L> {
  /** As in `topic/Subscriptions/name`. */
  readonly path: string;
  readonly title: string;
  readonly definition: D;
  readonly living: L;
}

/** What differs between queues, topics and subscriptions; `T` is the living entity. */
export interface Kind<D extends { readonly name: string }, L extends Dated, T> {
  readonly description: Description<D, L>;
  /** Throws for a name that none may have. */
  mustName(): void;
  /** A definition with all settings, of those that are given. */
  whole(settings: Partial<D>): D;
  /** The definition as it is put in force. Throws for one that cannot be. */
  checked(definition: D): D;
  /** Throws `entity-not-found`. */
  find(): T;
  create(definition: D): T;
  update(definition: D): void;
  remove(): void;
  view(entity: T): View<D, L>;
}

/** A queue, topic or subscription that is read, made, changed and removed over HTTP. */
export function entityResource<D extends { readonly name: string }, L extends Dated, T>(
  { description, ...kind }: Kind<D, L, T>,
  asked: Asked,
): Single {
  const settings = (body: string, before?: D): Partial<D> =>
    readSettings(description, readEntry(body, description.root), before, asked);
  const shown = (entity: T): Entry => show(description, kind.view(entity), asked);
  return {
    read: () => shown(kind.find()),
    create: (body) => {
      kind.mustName();
      return shown(kind.create(kind.checked(kind.whole(settings(body)))));
    },
    update: (body) => {
      const entity = kind.find();
      const before = kind.view(entity).definition;
      const after = kind.whole({ ...fixedSettings(description, before), ...settings(body, before), name: before.name });
      mustKeepFixed(description, before, after);
      kind.update(kind.checked(after));
      return shown(entity);
    },
    remove: () => kind.remove(),
  };
}

/** An entity as answers show it. */
export const show = <D, L extends Dated>(
  description: Description<D, L>,
  { path, title, definition, living }: View<D, L>,
  asked: Asked,
): Entry => ({
  createdAt: living.record.createdAt,
  updatedAt: living.record.updatedAt,
  path,
  title,
  root: description.root,
  content: describe(description, definition, living, asked),
});
