/** The key of an item in any of our tables. */
export type Key = { pk: string; sk: string };

/** An item as plain values. What an attribute is, its reader must say: one `fromItem` per kind of item. */
export type Item = Record<string, unknown>;
