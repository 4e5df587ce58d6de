/** Where a process can be told that it runs. */
export const modes = ['local', 'docker', 'cloud'] as const;
export type Mode = (typeof modes)[number];

/** Where others can reach a process. On somebody's own computer nothing is asked of its settings. */
export type Place = Exclude<Mode, 'local'>;

/** The environment, without its empty variables. */
export type Given = Readonly<Record<string, string>>;

/** What a setting must be outside of local mode, as its `rule` or, for a secret, as its `secret` in `.meta()`. */
export type Rule = {
  /** In words that follow "must". */
  says: string;
  /**
   * What is wrong with the value, in words that follow "must <says>, but" and never hold the value; undefined when nothing is.
   * A secret is judged only where it was given, any other setting also where it was not.
   */
  fault(value: string | undefined, place: Place, given: Given): string | undefined;
};

/** A setting that nobody else should see. */
export type Secret = Rule & {
  /** Where it comes from, in words for the configuration page; in the cloud every secret comes from the cloud's store. */
  from: Readonly<Record<Exclude<Mode, 'cloud'>, string>>;
  /** Set where a client reads the variable itself, so that a reference to a store would never be resolved. */
  literal?: true;
};

declare module 'zod' {
  interface GlobalMeta {
    /** `true` is short for `randomText`. */
    secret?: Secret | true;
    rule?: Rule;
  }
}
