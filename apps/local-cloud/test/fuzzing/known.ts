/**
 * A place in a request for something that the shop has told before, such as the id of an order: what was drawn stays the same
 * when a run is repeated, what is put there is what the shop has by then.
 */
export class Known {
  constructor(
    readonly kind: string,
    readonly pick: number,
  ) {}
}

const mostOfAKind = 200;

/** What the shop has told so far, by kinds: `field productId`, `id of /v1/orders`, `cursor of GET /v1/orders`. */
export class Told {
  readonly #kinds = new Map<string, string[]>();

  add(kind: string, value: string): void {
    const values = this.#kinds.get(kind) ?? [];
    this.#kinds.set(kind, values);
    if (values.includes(value)) return;
    values.push(value);
    if (values.length > mostOfAKind) values.shift();
  }

  /** For what is only good in its newest form, such as an entity tag. */
  replace(kind: string, value: string): void {
    this.#kinds.set(kind, [value]);
  }

  /** @returns undefined when nothing of the kind was told yet */
  find({ kind, pick }: Known): string | undefined {
    const values = this.#kinds.get(kind) ?? [];
    return values[pick % values.length];
  }

  /** Takes in what an answer's body tells: every text by its field's name, and ids by the list they are of. */
  hear(body: unknown, path: string, field = ''): void {
    if (typeof body === 'string') {
      this.add(`field ${field}`, body);
      if (field === 'id') this.add(`id of ${path}`, body);
      else if (field.endsWith('Id')) this.add(`id of /v1/${field.slice(0, -2)}s`, body);
    } else if (Array.isArray(body)) {
      for (const one of body.slice(0, 30)) this.hear(one, path, field);
    } else if (typeof body === 'object' && body !== null) {
      for (const [name, member] of Object.entries(body)) this.hear(member, path, name);
    }
  }
}

/** The list that the things of a path are in: `/v1/orders/{id}/payment` is one of `/v1/payments`. */
export function listOf(path: string): string {
  const last = path
    .split('/')
    .filter((step) => step !== '' && !step.startsWith('{'))
    .at(-1);
  const plural = last === 'payment' ? 'payments' : last;
  return `/v1/${plural}`;
}
