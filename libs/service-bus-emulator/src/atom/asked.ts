/** What the reading of a request and the answer to it depend on besides the entity. */
export interface Asked {
  /** The host and port the client used, as in `localhost:5672`. */
  readonly host: string;
  /** `2021-05`, or `2017-04` that lacks a few elements. */
  readonly version: string;
  /** The largest message of entities that set no limit of their own. */
  readonly maxMessageBytes: number;
  /** Ms since 1970. */
  readonly now: number;
}
