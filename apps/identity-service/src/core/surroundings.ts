/** What a use case takes from the world around it. */
export interface Surroundings {
  now(): Date;
  newId(): string;
  /** A refresh token nobody can guess. */
  newRefreshToken(): string;
  /** An API key nobody can guess, and the prefix it is known by. */
  newApiKey(): { prefix: string; secret: string };
  /** The W3C traceparent of the work under way. */
  traceparent(): string;
}
